import assert from 'node:assert/strict';
import { Budget, HashTable } from '../../../../src/bitcoin/conversation/hashTable';
import { Random } from '../../support/random';
import { hashOf } from './talk';

const MOST = 256;

describe('HashTable', () => {
  it('has what a map of the latest has, whatever is set again', () => {
    const random = new Random(1);
    const table = new HashTable(MOST, new Budget(10_000));
    /** By number: the row of each. */
    const model = new Map<number, number>();
    const hashes = Array.from({ length: 400 }, (_, i) => hashOf(i));
    for (let row = 0; row < 20_000; row++) {
      const which = random.below(hashes.length);
      const hash = hashes[which]!;
      const entry = table.find(hash, 0);
      if (entry >= 0) {
        assert.equal(table.row(entry), model.get(which));
        assert.equal(table.state(entry), 1);
      }
      table.set(hash, 0, row, row * 10, 1);
      model.set(which, row);
    }
    assert.equal(table.end - table.begin, MOST);
    for (const [which, row] of model) {
      const entry = table.find(hashes[which]!, 0);
      // Those that were forgotten were set longest ago.
      if (entry < 0) assert.ok(row < 20_000 - MOST, String(row));
      else assert.deepEqual([table.row(entry), table.timeNs(entry)], [row, row * 10]);
    }
    for (let row = 20_000 - MOST; row < 20_000; row++)
      if (![...model.values()].includes(row)) continue;
      else
        assert.ok(
          [...model].some(([which, of]) => of === row && table.find(hashes[which]!, 0) >= 0),
        );
  });

  it('says that it forgot only what would have been needed', () => {
    const budget = new Budget(64);
    const table = new HashTable(MOST, budget);
    for (let i = 0; i < 64; i++) table.set(hashOf(i), 0, i, 0, 0);
    assert.equal(budget.left, 0);
    table.set(hashOf(64), 0, 64, 0, 1);
    assert.equal(table.find(hashOf(0), 0), -1);
    assert.equal(table.forgot, false);
    for (let i = 65; i < 130; i++) table.set(hashOf(i), 0, i, 0, 0);
    assert.equal(table.forgot, true);
    table.dispose();
    assert.equal(budget.left, 64);
    assert.equal(table.find(hashOf(129), 0), -1);
  });
});
