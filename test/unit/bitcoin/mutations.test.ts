import assert from 'node:assert/strict';
import { checkMessage } from '../../fuzz/check';
import { examples, TYPES } from '../../fuzz/examples';
import { mutate } from '../../fuzz/mutate';
import { Random } from '../support/random';

const MESSAGES = 1_000_000;
/** Renderings and hashes cost most, and are the same code for every message of a type. */
const LOOKED_AT = 32;
/** Bytes of heap over what the examples take. */
const MEMORY = 512 * 2 ** 20;

describe('mutated messages', function () {
  this.timeout(0);

  it(`never make it throw, hang or lose a byte (${MESSAGES} of them)`, () => {
    const random = new Random(1);
    const corpus = examples();
    const heap = process.memoryUsage().heapUsed;
    for (let count = 0; count < MESSAGES; count++) {
      const { messageType, payload } = random.pick(corpus);
      const bytes = mutate(random, payload, random.pick(corpus).payload);
      const type = random.below(16) === 0 ? random.pick(TYPES) : messageType;
      checkMessage(type, bytes, count % LOOKED_AT === 0);
      if (count % 10_000 === 0) assert.ok(process.memoryUsage().heapUsed - heap < MEMORY);
    }
  });
});
