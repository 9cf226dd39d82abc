import assert from 'node:assert/strict';
import {
  decodeFilters,
  decodeNames,
  encodeFilters,
  encodeNames,
  MOST_FILTERS,
  MOST_NAMES,
} from '../../../src/shared/frames/annotations';
import { HEADER } from '../../../src/shared/frames/layout';
import { Random } from '../support/random';

const NAMES = new Map([
  ['1.2.3.4:8333', 'friend'],
  ['[2a02::1]:8333', 'Zoë’s node'],
]);
const FILTERS = [
  { name: '', filter: 'type:inv' },
  { name: 'Blocks', filter: 'type:block OR type:cmpctblock' },
];

describe('the frames of names and filters', () => {
  it('say again what was written', () => {
    assert.deepEqual(decodeNames(encodeNames(NAMES)), NAMES);
    assert.deepEqual(decodeFilters(encodeFilters(FILTERS)), FILTERS);
    assert.deepEqual(decodeNames(encodeNames(new Map())), new Map());
  });

  it('are cut to what a reader has room for', () => {
    const many = new Map(
      Array.from({ length: 3000 }, (_, i) => [`10.0.0.1:${i}`, 'n'.repeat(999)]),
    );
    const names = decodeNames(encodeNames(many));
    assert.equal(names.size, MOST_NAMES);
    for (const name of names.values()) assert.equal(name.length, 200);
    assert.equal(decodeNames(encodeNames(new Map([['a'.repeat(264), 'x']]))).size, 0);
    const long = Array.from({ length: 300 }, (_, i) => ({ name: `${i}`, filter: `peer:${i}` }));
    assert.equal(decodeFilters(encodeFilters(long)).length, MOST_FILTERS);
    assert.deepEqual(decodeFilters(encodeFilters([{ name: 'x', filter: 'y'.repeat(10_001) }])), []);
  });

  it('give what is whole of a frame that lies about its lengths, and never fail', () => {
    const frame = encodeNames(NAMES);
    // The second pair claims more bytes than there are.
    const second = HEADER.size + 4 + 4 + 12 + 4 + 6;
    const lying = Buffer.from(frame);
    lying.writeUInt32LE(0xffff_ffff, second);
    assert.deepEqual([...decodeNames(lying)], [['1.2.3.4:8333', 'friend']]);
    const random = new Random(15);
    for (let i = 0; i < 2000; i++) {
      const mutated = Buffer.from(frame);
      for (let j = 0; j < 4; j++)
        mutated[HEADER.size + random.below(frame.length - HEADER.size)] = random.below(256);
      const cut = mutated.subarray(0, HEADER.size + random.below(frame.length - HEADER.size));
      for (const each of [mutated, cut]) {
        assert.ok(decodeNames(each).size <= 2);
        assert.ok(decodeFilters(each).length <= 2);
      }
    }
  });
});
