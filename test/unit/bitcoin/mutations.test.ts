import assert from 'node:assert/strict';
import { decodeMessage } from '../../../src/bitcoin/decodeMessage';
import { mentionedHashes } from '../../../src/bitcoin/mentionedHashes';
import { summarize } from '../../../src/bitcoin/summarize';
import { examples, TYPES } from '../../fuzz/examples';
import { mutate } from '../../fuzz/mutate';
import { Random } from '../support/random';
import { assertAccounting, readEverything } from './accounting';

const MESSAGES = 1_000_000;
/** Renderings and hashes cost most, and are the same code for every message of a type. */
const LOOKED_AT = 32;
/** ms for one message: above it is a hang. */
const HANG = 100;
/** Of heap, over what the examples take. */
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
      try {
        inTime(() => {
          assertAccounting(decodeMessage(type, bytes));
          if (count % LOOKED_AT === 0) lookAt(type, bytes);
        });
      } catch (error) {
        throw new Error(`message ${count}: ${type} ${bytes.toString('hex')}`, { cause: error });
      }
      if (count % 10_000 === 0) assert.ok(process.memoryUsage().heapUsed - heap < MEMORY);
    }
  });
});

function lookAt(type: string, bytes: Buffer): void {
  readEverything(type, bytes);
  assert.ok(summarize(type, bytes, bytes.length + 1).length < 200);
  assert.ok(mentionedHashes(type, bytes, 100).length <= 100);
}

/** A slow moment of the machine does not repeat itself. */
function inTime(run: () => void): void {
  for (let attempt = 0; attempt < 4; attempt++) {
    const start = performance.now();
    run();
    if (performance.now() - start < HANG) return;
  }
  assert.fail(`takes longer than ${HANG} ms`);
}
