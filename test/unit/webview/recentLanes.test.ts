import assert from 'node:assert/strict';
import { RecentLanes } from '../../../webview/ladder/recentLanes';

describe('lanes that stay although they are quiet', () => {
  const page = 30;
  const at = (first: number, follow = false) => ({ first, end: first + page, follow });

  it('are of those who talked a page away, and go when the user goes elsewhere', () => {
    const recent = new RecentLanes();
    recent.see([0, 1, 2], at(0));
    recent.see([122, 123], at(9000));
    assert.deepEqual(recent.lanes, [123, 122], 'nobody of the beginning');
    assert.ok(recent.isFar);
    recent.see([122, 99], at(9000 - page));
    assert.deepEqual(recent.lanes, [99, 122, 123]);
    assert.ok(!recent.isFar);
    recent.see([98], at(9000 - 2 * page));
    assert.deepEqual(recent.lanes, [98, 99, 122]);
  });

  it('do not change with each row', () => {
    const recent = new RecentLanes();
    recent.see([0], at(0));
    for (let row = 1; row < 3 * page; row += 6) {
      recent.see([1], at(row));
      assert.deepEqual(recent.lanes, [1, 0], 'nobody else came, so nothing has to move');
    }
    recent.see([2], at(3 * page));
    assert.deepEqual(recent.lanes, [2, 1]);
  });

  it('stay while the newest rows are followed, however many come', () => {
    const recent = new RecentLanes();
    recent.see([0], at(0, true));
    for (let first = 1000; first < 5000; first += 1000) recent.see([first / 1000], at(first, true));
    assert.deepEqual(recent.lanes, [4, 3, 2, 1, 0]);
    // The user goes back.
    recent.see([7], at(10));
    assert.deepEqual(recent.lanes, [7]);
  });
});
