import assert from 'node:assert/strict';
import { Budget, HashTable, SETTLED } from '../../../../src/bitcoin/conversation/hashTable';
import { Random } from '../../support/random';

const MOST = 256;
const ASKED = 1;

describe('HashTable', () => {
  it('has what a map of the latest has, whatever is set again', () => {
    const random = new Random(1);
    const table = new HashTable(MOST, new Budget(10_000), { begin: 0 });
    /** By hash: the row of each. */
    const model = new Map<number, number>();
    for (let row = 0; row < 20_000; row++) {
      const hash = random.below(400);
      const entry = table.find(hash);
      if (entry >= 0) {
        assert.equal(table.row(entry), model.get(hash));
        assert.equal(table.state(entry), ASKED);
      }
      table.set(hash, row, row * 10, ASKED);
      model.set(hash, row);
    }
    assert.equal(table.end - table.begin, MOST);
    for (const [hash, row] of model) {
      const entry = table.find(hash);
      // Those that were forgotten were set longest ago.
      if (entry < 0) assert.ok(row < 20_000 - MOST, String(row));
      else assert.deepEqual([table.row(entry), table.timeNs(entry)], [row, row * 10]);
    }
    const kept = [...model].filter(([, row]) => row >= 20_000 - MOST);
    assert.ok(kept.length > 100);
    for (const [hash] of kept) assert.ok(table.find(hash) >= 0);
  });

  it('says that it forgot only what would have been needed', () => {
    const budget = new Budget(64);
    const table = new HashTable(MOST, budget, { begin: 0 });
    for (let i = 0; i < 64; i++) table.set(i, i, 0, SETTLED);
    assert.equal(budget.left, 0);
    table.set(64, 64, 0, ASKED);
    assert.equal(table.find(0), -1);
    assert.equal(table.hasForgotten(), false);
    for (let i = 65; i < 130; i++) table.set(i, i, 0, SETTLED);
    assert.equal(table.hasForgotten(), true);
    table.dispose();
    assert.equal(budget.left, 64);
    assert.equal(table.find(129), -1);
  });

  it('has forgotten what was said of hashes that are not known any more, and of those that never were', () => {
    const hashes = { begin: 0 };
    const table = new HashTable(MOST, new Budget(1000), hashes);
    table.set(3, 0, 0, SETTLED);
    table.set(7, 1, 0, ASKED);
    hashes.begin = 7;
    assert.equal(table.hasForgotten(), false);
    hashes.begin = 8;
    assert.equal(table.hasForgotten(), true);
    const other = new HashTable(MOST, new Budget(1000), hashes);
    other.set(-1, 0, 0, SETTLED);
    assert.deepEqual([other.find(-1), other.hasForgotten()], [-1, false]);
    other.set(-1, 0, 0, ASKED);
    assert.equal(other.hasForgotten(), true);
  });
});
