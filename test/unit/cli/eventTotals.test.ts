import assert from 'node:assert/strict';
import { EventTotals } from '../../../src/cli/stats/eventTotals';
import { added, blockConnected, cacheFlushed, rejected, removed } from '../support/effects';
import { connection, EventKind, message } from '../support/frames';

describe('EventTotals', () => {
  it('counts what happened besides messages, by reason without its details, with what took time', () => {
    const totals = new EventTotals();
    const frames = [
      message(),
      added(),
      rejected('min relay fee not met, 1 < 2'),
      rejected('min relay fee not met, 3 < 4'),
      rejected('dust'),
      connection(EventKind.ClosedConnection),
      ...[1, 2, 300].map((ms) => blockConnected({ durationNs: ms * 1e6 })),
    ];
    for (const frame of frames) totals.add(frame);
    const all = totals.all;
    assert.deepEqual(
      all.map(({ what, reason, count }) => [what, reason, count]),
      [
        ['connected block', '', 3],
        ['rejected', 'min relay fee not met', 2],
        ['accepted', '', 1],
        ['rejected', 'dust', 1],
        ['disconnected', '', 1],
      ],
    );
    const [p50, p95] = all[0]!.tookUs;
    assert.ok(Math.abs(p50! - 2000) < 40 && Math.abs(p95! - 300_000) < 5000, `${p50} ${p95}`);
    assert.deepEqual(all[1]!.tookUs, []);
  });

  it('says why a transaction left the mempool as all else does, and keeps the node’s word', () => {
    const totals = new EventTotals();
    const reasons = ['sizelimit', 'expiry', 'block', 'pruned', ''];
    for (const reason of reasons) totals.add(removed(reason));
    totals.add(rejected('dust'));
    totals.add(added());
    totals.add(cacheFlushed({ mode: 3 }));
    totals.add(connection(EventKind.EvictedInboundConnection));
    assert.deepEqual(
      totals.all.map(({ what, reason, text }) => [what, reason, text]),
      [
        ['left the mempool', 'sizelimit', 'evicted: size limit of the mempool'],
        ['left the mempool', 'expiry', 'evicted: expiry'],
        ['left the mempool', 'block', 'left the mempool: in a block'],
        ['left the mempool', 'pruned', 'left the mempool: pruned'],
        ['left the mempool', '', 'left the mempool'],
        ['rejected', 'dust', 'rejected: dust'],
        ['accepted', '', 'accepted'],
        ['flushed coins', 'force_flush', 'flushed coins: force flush'],
        ['evicted', '', 'peer evicted'],
      ],
    );
  });

  it('tells a bounded number of reasons apart', () => {
    const totals = new EventTotals();
    for (let i = 0; i < 1000; i++) totals.add(rejected(`reason ${i}`));
    assert.ok(totals.all.length <= 201);
    assert.equal(totals.all[0]!.reason, 'other reasons');
    assert.equal(
      totals.all.reduce((sum, { count }) => sum + count, 0),
      1000,
    );
  });
});
