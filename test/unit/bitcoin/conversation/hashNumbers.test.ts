import assert from 'node:assert/strict';
import { HashNumbers } from '../../../../src/bitcoin/conversation/hashNumbers';
import { Random } from '../../support/random';
import { hashOf } from './talk';

const MOST = 4096;

describe('HashNumbers', () => {
  it('numbers what a map would, and forgets the first ones', () => {
    const random = new Random(1);
    const numbers = new HashNumbers(MOST);
    const model = new Map<number, number>();
    const hashes = Array.from({ length: 6000 }, (_, i) => Buffer.concat([Buffer.of(9), hashOf(i)]));
    for (let turn = 0; turn < 50_000; turn++) {
      const which = random.below(hashes.length);
      const known = model.get(which) ?? -1;
      const expected = known >= numbers.begin ? known : -1;
      assert.equal(numbers.find(hashes[which]!, 1), expected);
      const number = numbers.number(hashes[which]!, 1, 1);
      if (expected >= 0) assert.equal(number, expected);
      else assert.equal(number, numbers.end - 1);
      model.set(which, number);
    }
    assert.equal(numbers.end - numbers.begin, MOST);
    assert.ok(numbers.begin > MOST);
  });

  it('tells hashes apart by each of their bits', () => {
    const numbers = new HashNumbers(MOST);
    const hash = hashOf(1);
    for (let bit = 0; bit < 256; bit++) {
      const other = Buffer.from(hash);
      other[bit >> 3]! ^= 1 << (bit & 7);
      assert.equal(numbers.number(other, 0, 1), bit);
    }
    assert.equal(numbers.find(hash, 0), -1);
  });

  it('lets one who names many make only his own be forgotten', () => {
    const numbers = new HashNumbers(MOST);
    for (let i = 0; i < 3000; i++) numbers.number(hashOf(i), 0, 1);
    for (let i = 0; i < 10_000; i++) numbers.number(hashOf(10_000 + i), 0, 2);
    // There was room for as many as that, of which none has made another one’s be forgotten.
    assert.equal(numbers.find(hashOf(0), 0), 0);
    assert.equal(numbers.number(hashOf(30_000), 0, 2), -1);
    // Others may.
    assert.equal(numbers.number(hashOf(30_001), 0, 3), MOST);
    assert.equal(numbers.find(hashOf(0), 0), -1);
    // And who has named all of them may name more.
    const own = new HashNumbers(MOST);
    for (let i = 0; i < 10_000; i++) assert.equal(own.number(hashOf(i), 0, 1), i);
  });
});
