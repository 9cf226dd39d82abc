import assert from 'node:assert/strict';
import { PeersElements, type PeersElement } from '../../../src/extension/peers/peersElement';
import { refreshPeriodMs, refreshScope } from '../../../src/extension/peers/treeRefresh';
import { temporaryDirectory } from '../support/directory';
import { connection, EventKind, hello, message } from '../support/frames';
import { recordingOf } from './support';

const ids = (elements: PeersElement[]) => elements.map(({ id }) => id);

describe('PeersElements', () => {
  const path = temporaryDirectory();
  let files = 0;
  const recording = (...frames: Buffer[]) => recordingOf(path(`${files++}`), ...frames);
  const byId = { order: 'id', hideClosed: false } as const;

  it('is a tree of nodes, peers and message types', async () => {
    const elements = new PeersElements(
      await recording(
        message({ pid: 1, peer: 10 }),
        message({ pid: 1, peer: 2, type: 'tx' }),
        message({ pid: 1, peer: 2, type: 'inv' }),
        message({ pid: 1, peer: 2, type: 'inv' }),
        message({ pid: 3, peer: 2 }),
      ),
    );
    const nodes = elements.roots();
    assert.deepEqual(ids(nodes), ['1', '3']);
    const peers = elements.children(nodes[0]!, byId);
    assert.deepEqual(ids(peers), ['1/2', '1/10']);
    const types = elements.children(peers[0]!, byId);
    const names = types.map((element) => element.kind === 'type' && element.type.messageType);
    assert.deepEqual(names, ['inv', 'tx']);
    assert.deepEqual(elements.children(types[0]!, byId), []);
  });

  it('shows no more rows than the view can take, and how many there are beyond', async () => {
    const frames = Array.from({ length: 2002 }, (_, peer) => message({ pid: 1, peer }));
    const elements = new PeersElements(await recording(...frames));
    const peers = elements.children(elements.roots()[0]!, byId);
    assert.equal(peers.length, 2001);
    assert.deepEqual(peers.at(-1), { kind: 'more', id: '1/more', count: 2 });
    assert.deepEqual(elements.children(peers.at(-1)!, byId), []);
  });

  it('gives the same object for the same row, so that the selection stays', async () => {
    const live = await recording(message({ pid: 1, peer: 2 }));
    const elements = new PeersElements(live);
    const before = elements.children(elements.roots()[0]!, byId)[0];
    await live.capture.append(message({ pid: 1, peer: 1 }));
    assert.equal(elements.children(elements.roots()[0]!, byId)[1], before);
  });

  it('folds closed peers into one row, those that closed last first, or hides them', async () => {
    const elements = new PeersElements(
      await recording(
        message({ peer: 1 }),
        connection(EventKind.ClosedConnection, { peer: 1, timeNs: 5 }),
        message({ peer: 2 }),
        message({ peer: 3, size: 100n }),
        connection(EventKind.ClosedConnection, { peer: 4, timeNs: 9 }),
      ),
    );
    const node = elements.roots()[0]!;
    const rows = elements.children(node, byId);
    assert.deepEqual(ids(rows), ['4242/2', '4242/3', '4242/closed']);
    const closed = rows[2]!;
    assert.equal(closed.kind === 'closed' && closed.count, 2);
    assert.deepEqual(ids(elements.children(closed, byId)), ['4242/4', '4242/1']);
    const hidden = elements.children(node, { order: 'bytes', hideClosed: true });
    assert.deepEqual(ids(hidden), ['4242/3', '4242/2']);
  });

  it('leaves every row where it is while the mouse is over them', async () => {
    const live = await recording(
      message({ peer: 1, timeNs: 10 }),
      message({ peer: 2, timeNs: 20 }),
      message({ peer: 3, timeNs: 30 }),
    );
    const elements = new PeersElements(live);
    const node = elements.roots()[0]!;
    const byActivity = { order: 'activity', hideClosed: false } as const;
    const listed = () => ids(elements.children(node, byActivity));
    assert.deepEqual(listed(), ['4242/3', '4242/2', '4242/1']);
    elements.held = true;
    await live.capture.append(
      Buffer.concat([
        message({ peer: 1, timeNs: 40 }),
        message({ peer: 4, timeNs: 50 }),
        connection(EventKind.ClosedConnection, { peer: 2, timeNs: 60 }),
      ]),
    );
    assert.deepEqual(listed(), ['4242/3', '4242/2', '4242/1', '4242/4']);
    elements.held = false;
    assert.deepEqual(listed(), ['4242/4', '4242/1', '4242/3', '4242/closed']);
  });

  it('costs the same however many peers have closed, and keeps their sum', async () => {
    const live = await recording(message({ peer: -1, size: 7n }));
    for (let peer = 0; peer < 20_000; peer++)
      await live.capture.append(
        Buffer.concat([
          message({ peer, size: 3n, type: `t${peer}` }),
          connection(EventKind.ClosedConnection, { peer, timeNs: peer }),
        ]),
      );
    const elements = new PeersElements(live);
    const node = elements.roots()[0]!;
    const [, closed, others] = elements.children(node, byId);
    assert.ok(closed?.kind === 'closed' && others?.kind === 'others');
    assert.ok(elements.children(closed, byId).length <= 2001);
    assert.equal(others.others.peers + closed.count, 20_000);
    assert.equal(others.others.traffic.bytes, 3 * others.others.peers);
    assert.ok(elements.children(others, byId).length < 100);
    assert.ok(!elements.children(node, { order: 'id', hideClosed: true }).includes(others));
  });

  it('shows what is waited for until the first event', async () => {
    const live = await recording();
    live.waiting = { title: 'bitcoind', text: 'waiting' };
    const elements = new PeersElements(live);
    assert.deepEqual(elements.roots(), [{ kind: 'waiting', id: 'waiting', ...live.waiting }]);
    await live.capture.append(Buffer.concat([hello, message()]));
    assert.deepEqual(ids(elements.roots()), ['4242']);
  });
});

describe('refreshScope', () => {
  const still = {
    structureChanged: false,
    changedRows: 0,
    sortedByFigures: false,
    sinceWholeMs: 10_000,
  };

  it('reports changed rows only', () => {
    assert.equal(refreshScope(still), 'nothing');
    assert.equal(refreshScope({ ...still, changedRows: 3 }), 'rows');
    assert.equal(refreshScope({ ...still, changedRows: 3000 }), 'all');
    assert.equal(refreshScope({ ...still, structureChanged: true }), 'all');
  });

  it('sorts anew by figures now and then', () => {
    const sorted = { ...still, changedRows: 3, sortedByFigures: true };
    assert.equal(refreshScope(sorted), 'all');
    assert.equal(refreshScope({ ...sorted, sinceWholeMs: 500 }), 'rows');
  });

  it('is asked less often with thousands of peers', () => {
    assert.ok(refreshPeriodMs(5000) > refreshPeriodMs(10));
  });
});
