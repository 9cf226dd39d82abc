import assert from 'node:assert/strict';
import type { PeerIdentity } from '../../../src/capture/index/peerTable';
import { LaneTable, REST_ROWS, type Stay } from '../../../src/extension/ladder/laneTable';
import { Random } from '../support/random';

const peer = (id: number): PeerIdentity => ({ pid: 1, peer: id, address: '', connectionType: '' });
const MINUTE = 60e9;

describe('LaneTable', () => {
  it('gives a peer the lowest lane that is free, some rows after it was left', () => {
    const table = new LaneTable();
    const [a, b] = [table.take(peer(0), 0, 0), table.take(peer(1), 1, 0)];
    table.end(a, 2);
    const soon = table.take(peer(2), 3, 0);
    const later = table.take(peer(3), 2 + REST_ROWS, 0);
    assert.deepEqual([a.lane, b.lane, soon.lane, later.lane], [0, 1, 2, 0]);
  });

  it('never has two live peers in a lane, and no more lanes than peers at a time', () => {
    const random = new Random(7);
    const table = new LaneTable();
    const open = new Set<Stay>();
    const ended: { stay: Stay; row: number }[] = [];
    let most = 0;
    for (let row = 0, id = 0; row < 50_000; row++) {
      if (open.size < 125 && random.below(3) > 0) {
        const stay = table.take(peer(id++), row, row);
        for (const other of open) assert.notEqual(stay.lane, other.lane);
        open.add(stay);
      } else if (open.size > 0) {
        const stay = [...open][random.below(open.size)]!;
        table.end(stay, row);
        open.delete(stay);
        ended.push({ stay, row });
      }
      const resting = ended.slice(-REST_ROWS).filter((each) => each.row > row - REST_ROWS).length;
      most = Math.max(most, open.size + resting);
    }
    assert.ok(table.length <= most, `${table.length} lanes for ${most}`);
    for (const row of [0, 777, 30_000]) {
      const lanes = table.within(row, row + 1).map(({ lane }) => lane);
      assert.equal(new Set(lanes).size, lanes.length);
    }
  });

  it('knows whose a row is when an id comes back', () => {
    const table = new LaneTable();
    const identity = peer(5);
    const first = table.take(identity, 10, 0);
    table.end(first, 20);
    const second = table.take(identity, 30, 0);
    assert.equal(table.of(identity, 15), first);
    assert.equal(table.of(identity, 25), first);
    assert.equal(table.of(identity, 30), second);
    assert.deepEqual(table.within(12, 40), [first, second]);
  });

  it('takes the lanes of peers of whose end nothing tells, once they are silent for long', () => {
    const table = new LaneTable();
    for (let id = 0; id < 10_000; id++) table.take(peer(id), id * REST_ROWS, id * MINUTE);
    assert.ok(table.length < 30, `${table.length} lanes`);
  });

  it('keeps nothing of peers whose rows are gone', () => {
    const table = new LaneTable();
    for (let id = 0; id < 10_000; id++) table.end(table.take(peer(id), id * 10, id), id * 10 + 5);
    const open = table.take(peer(-1), 100_000, 1);
    table.dropBefore(100_000, () => true);
    assert.equal(table.peers, 1);
    assert.deepEqual(table.within(0, Infinity), [open]);
    table.dropBefore(200_000, () => false);
    assert.equal(table.peers, 0);
    const next = table.take(peer(-2), 200_500, 2);
    assert.equal(next.lane, 0);
  });
});
