import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { LadderMemory } from '../../../src/extension/ladder/ladderMemory';
import { LadderSession } from '../../../src/extension/ladder/ladderSession';
import {
  isSameSource,
  sourceOfState,
  sourceTitle,
} from '../../../src/extension/ladder/ladderSource';
import { copyRows } from '../../../src/extension/ladder/copyRows';
import { formatOf } from '../../../src/capture/export/formats';
import type { Recording } from '../../../src/extension/captures/recording';
import {
  EVERYTHING,
  type HostToLadder,
  type LadderQuery,
  type LadderSource,
} from '../../../src/shared/webview/ladderProtocol';
import { temporaryDirectory } from '../support/directory';
import { connection, EventKind, message } from '../support/frames';
import { soon } from './ladderSupport';
import { recordingOf } from './support';

const source: LadderSource = { capture: '/c', peers: [{ pid: 4242, peer: 7 }] };

describe('LadderSession', () => {
  const path = temporaryDirectory();
  let files = 0;
  const posted: HostToLadder[] = [];
  const handed: unknown[] = [];

  const recording = (...frames: Buffer[]) => recordingOf(path(`session${files++}`), ...frames);

  function sessionOf(live: Recording, which = source): LadderSession {
    posted.length = handed.length = 0;
    return new LadderSession(live, which, 'delta', () => undefined, {
      post: (posting) => posted.push(posting),
      inspect: (row) => handed.push(row),
      select: ({ row }) => handed.push(-row),
      saveDrawing: ({ format }) => handed.push(format),
      savedFilters: ({ filter }) => handed.push(filter),
      chooseColumns: (hidden) => handed.push(hidden),
      run: (command) => handed.push(command),
    });
  }

  const query = (part: Partial<LadderQuery> = {}): LadderQuery => ({ ...EVERYTHING, ...part });
  const ready = { type: 'ready', query: EVERYTHING } as const;
  const last = <T extends HostToLadder['type']>(type: T) =>
    posted.findLast((each): each is Extract<HostToLadder, { type: T }> => each.type === type);

  it('says nothing before the page is ready, then what to show', async () => {
    const live = await recording(message({ peer: 7, type: 'tx' }));
    const session = sessionOf(live);
    await live.capture.append(message({ peer: 7, type: 'inv' }));
    await setTimeout(150);
    assert.equal(posted.length, 0);
    session.receive(ready);
    const [show] = posted;
    assert.equal(show?.type, 'show');
    assert.equal(show.length, 2);
    assert.equal(show.timeFormat, 'delta');
    assert.deepEqual(show.source, source);
    assert.deepEqual(
      show.header.lifelines.map(({ title }) => title),
      ['bitcoind', '127.0.0.1:8333'],
    );
    session.dispose();
  });

  it('tells of growth in its own time, and of a closed connection', async () => {
    const live = await recording(message({ peer: 7 }));
    const session = sessionOf(live);
    session.receive(ready);
    posted.length = 0;
    for (let i = 0; i < 100; i++) await live.capture.append(message({ peer: 7 }));
    await live.capture.append(connection(EventKind.ClosedConnection, { peer: 7 }));
    await soon('growth', () => last('grown')?.length === 102);
    assert.equal(last('header')?.header.lifelines[1]?.closed, 'closed');
    assert.ok(posted.length <= 6);
    session.dispose();
  });

  it('answers rows of the query in force only', async () => {
    const live = await recording(
      message({ peer: 7, type: 'tx' }),
      message({ peer: 7, type: 'inv' }),
    );
    const session = sessionOf(live);
    session.receive(ready);
    session.receive({ type: 'query', query: query({ filter: 'type:inv' }) });
    assert.equal(last('show')?.length, 1);
    posted.length = 0;
    session.receive({ type: 'rows', generation: 1, from: 0, to: 1 });
    session.receive({ type: 'rows', generation: 2, from: 0, to: 1 });
    await soon('rows', () => posted.length > 0);
    await setTimeout(20);
    assert.equal(posted.filter(({ type }) => type === 'rows').length, 1);
    assert.deepEqual(
      last('rows')?.rows.map(({ row }) => row),
      [1],
    );
    session.dispose();
  });

  it('says where a filter is wrong, and keeps what it shows', async () => {
    const live = await recording(message({ peer: 7, type: 'tx' }));
    const session = sessionOf(live);
    session.receive({ type: 'ready', query: query({ filter: 'type:tx' }) });
    session.receive({ type: 'query', query: query({ filter: 'type:tx peer:x' }) });
    const problem = last('filterError');
    assert.deepEqual([problem?.from, problem?.to], [13, 14]);
    assert.equal(posted.at(-1), problem, 'nothing else is shown');
    assert.equal(session.query.filter, 'type:tx');
    session.dispose();
  });

  it('is silent while the page is hidden, and catches up when it is back', async () => {
    const live = await recording(message({ peer: 7, type: 'tx' }));
    const session = sessionOf(live);
    session.receive(ready);
    session.hidden();
    posted.length = 0;
    await live.capture.append(message({ peer: 7, type: 'inv' }));
    await setTimeout(150);
    assert.equal(posted.length, 0);
    session.receive(ready);
    assert.equal(last('show')?.length, 2);
    // It asked for another view, and was hidden before it could keep that.
    session.receive({ type: 'query', query: query({ filter: 'type:inv' }) });
    session.hidden();
    session.receive(ready);
    assert.equal(last('show')?.length, 1);
    session.dispose();
  });

  it('finds rows, clears what came so far, and completes filters', async () => {
    const frames = ['tx', 'inv', 'tx'].map((type) => message({ peer: 7, type }));
    const session = sessionOf(await recording(...frames));
    session.receive({ type: 'ready', query: query({ filter: 'type:tx' }) });
    session.receive({ type: 'locate', row: 2, go: true });
    assert.deepEqual(last('located'), {
      ...{ type: 'located', generation: 1, row: 2, position: 1, exact: true, go: true },
    });
    session.receive({ type: 'find', generation: 1, position: 1, backward: true });
    assert.equal(last('located')?.position, 0);
    session.receive({ type: 'complete', text: 'type:i', cursor: 6 });
    assert.equal(last('completions')?.items[0]?.insert, 'inv');
    session.receive({ type: 'clear', query: EVERYTHING });
    assert.deepEqual([last('show')?.length, last('show')?.query.from], [0, 3]);
    session.dispose();
  });

  it('shows the whole capture in stretches of time', async () => {
    const live = await recording(
      ...[0, 1, 2, 3, 99].map((ms) =>
        message({ peer: 7, timeNs: 1e9 + ms * 1e6, lost: ms === 99 ? 5 : 0 }),
      ),
    );
    const session = sessionOf(live);
    session.receive(ready);
    session.receive({ type: 'overview', generation: 1, buckets: 10 });
    const buckets = last('overview')!.buckets;
    assert.equal(buckets.length, 10);
    assert.deepEqual(buckets[0], { events: 4, lost: 0, position: 0 });
    assert.deepEqual(buckets[9], { events: 1, lost: 5, position: 4 });
    assert.deepEqual(buckets[5], { events: 0, lost: 0, position: 4 });
    session.dispose();
  });

  it('tells the story of a hash that is followed', async () => {
    const entry = Buffer.concat([Buffer.of(1, 5, 0, 0, 0), Buffer.alloc(32, 7)]);
    const at = (ms: number) => 1e9 + ms * 1e6;
    const live = await recording(
      message({ peer: 7, type: 'inv', payload: entry, timeNs: at(0) }),
      message({ peer: 7, type: 'ping', payload: Buffer.alloc(8, 7), timeNs: at(1) }),
      message({ peer: 7, type: 'getdata', payload: entry, direction: 'outbound', timeNs: at(2) }),
      message({ peer: 8, type: 'inv', payload: entry, timeNs: at(14) }),
    );
    const session = sessionOf(live, { capture: '/c', peers: 'all' });
    session.receive({ type: 'ready', query: query({ filter: `hash:${'07'.repeat(32)}` }) });
    await soon('the story', () => last('story')?.lines.length === 3);
    assert.deepEqual(last('story')?.lines, [
      'First heard of from peer 7 (127.0.0.1:8333), of 2 peers that named it',
      'peer 7 (127.0.0.1:8333): ← inv +0 µs, → getdata +2.0 ms (2.0 ms later)',
      'peer 8 (127.0.0.1:8333): ← inv +14 ms',
    ]);
    session.receive({ type: 'query', query: EVERYTHING });
    assert.deepEqual(last('story')?.lines, []);
    session.dispose();
  });

  it('says when more is known of rows that it sent', async () => {
    const payload = Buffer.alloc(8, 1);
    const live = await recording(
      message({ peer: 7, direction: 'outbound', type: 'ping', payload }),
    );
    const session = sessionOf(live);
    session.receive(ready);
    session.receive({ type: 'rows', generation: 1, from: 0, to: 1 });
    await soon('rows', () => last('rows') !== undefined);
    await live.capture.append(message({ peer: 7, type: 'pong', payload }));
    await soon('the answer', () => last('stale') !== undefined);
    session.dispose();
  });

  it('hands on what others do', async () => {
    const session = sessionOf(await recording(message({ peer: 7 })));
    session.receive({ type: 'inspect', row: 3 });
    session.receive({ type: 'select', row: 4, from: 4, to: 5 });
    session.receive({ type: 'savedFilters', query: query({ filter: 'tx' }) });
    session.receive({ type: 'drawn', format: 'svg', content: '<svg/>', rows: 1, of: 1 });
    session.receive({ type: 'run', command: 'copyAsText' });
    assert.deepEqual(handed, [3, -4, 'tx', 'svg', 'bitcoinP2pTrace.copyAsText']);
    session.dispose();
  });

  it('says that there is no such peer', async () => {
    const live = await recording(message({ peer: 7 }));
    const session = sessionOf(live, { ...source, peers: [{ pid: 4242, peer: 8 }] });
    session.receive(ready);
    assert.equal(posted[0]?.type, 'gone');
    session.dispose();
  });

  it('copies rows as text, hex and JSON', async () => {
    const live = await recording(
      message({ peer: 7, type: 'ping', payload: Buffer.alloc(8, 1), timeNs: 1_500_000_000 }),
      connection(EventKind.ClosedConnection, { peer: 7, timeNs: 2_000_000_000 }),
    );
    const copied = async (rows: number[], format: string) =>
      (await copyRows(live.capture, rows, formatOf(format))).text;
    assert.equal(
      await copied([0, 1], 'text'),
      '2023-11-14T22:13:20.500Z ← peer 7 127.0.0.1:8333  ping 0x0101010101010101 (8 bytes)\n' +
        '2023-11-14T22:13:21.000Z ← peer 7 127.0.0.1:8333  disconnected',
    );
    assert.equal(await copied([0, 1], 'hex'), '0101010101010101');
    const [ping] = JSON.parse(await copied([0], 'json-array')) as Record<string, unknown>[];
    assert.deepEqual(
      [ping?.message_type, ping?.bytes, ping?.peer, ping?.row],
      ['ping', '0101010101010101', 7, 0],
    );
  });

  it('says how many rows a clipboard took', async () => {
    const block = (timeNs: number) =>
      message({ peer: 7, type: 'block', payload: Buffer.alloc(4_000_000), timeNs });
    const live = await recording(...[1, 2, 3, 4, 5].map(block));
    const rows = [0, 1, 2, 3, 4];
    const { text, count } = await copyRows(live.capture, rows, formatOf('hex'));
    assert.equal(count, 4);
    assert.equal(text.split('\n').length, 4);
    assert.equal((await copyRows(live.capture, rows, formatOf('text'))).count, 5);
  });
});

describe('sourceOfState', () => {
  it('reads what a ladder kept, of an earlier version too, and nothing else', () => {
    assert.deepEqual(sourceOfState({ source, follow: true }), source);
    assert.deepEqual(sourceOfState({ source: { capture: '/c', pid: 4242, peer: 7 } }), source);
    const all = { capture: '/c', peers: 'all' };
    assert.deepEqual(sourceOfState({ source: all }), all);
    for (const kept of [{}, { capture: 1 }, { capture: '/c', peers: [] }, { capture: '/c' }])
      assert.equal(sourceOfState({ source: kept }), undefined);
    for (const state of [undefined, null, 'x', {}]) assert.equal(sourceOfState(state), undefined);
  });

  it('tells sources apart, in any order of their peers', () => {
    const two = (...peers: number[]): LadderSource => ({
      capture: '/c',
      peers: peers.map((peer) => ({ pid: 1, peer })),
    });
    assert.ok(isSameSource(two(1, 2), two(2, 1)));
    assert.ok(!isSameSource(two(1, 2), two(1)));
    assert.ok(!isSameSource(two(1), { capture: '/c', peers: 'all' }));
    assert.deepEqual(
      [two(7), two(3, 7), two(1, 2, 3, 4, 5), { capture: '', peers: 'all' } as const].map(
        sourceTitle,
      ),
      ['Peer 7', 'Peers 3, 7', '5 peers', 'All peers'],
    );
  });
});

describe('LadderMemory', () => {
  it('keeps aliases and filters, and takes what it finds broken as nothing', () => {
    const kept = new Map<string, unknown>();
    const memory = new LadderMemory({
      get: (key) => kept.get(key),
      update: (key, value) => {
        kept.set(key, value);
        return Promise.resolve();
      },
    });
    let changes = 0;
    memory.onChange(() => changes++);
    memory.setAlias('1.2.3.4:8333', 'friend');
    assert.equal(memory.aliasOf('1.2.3.4:8333'), 'friend');
    memory.setAlias('1.2.3.4:8333', '');
    assert.equal(memory.aliasOf('1.2.3.4:8333'), undefined);
    assert.equal(changes, 2);
    memory.saveFilter('tx');
    memory.saveFilter('inv');
    memory.saveFilter('tx');
    assert.deepEqual(memory.filters, ['inv', 'tx']);
    memory.forgetFilter('inv');
    assert.deepEqual(memory.filters, ['tx']);
    for (const key of kept.keys()) kept.set(key, { odd: [1] });
    assert.deepEqual(memory.filters, []);
    assert.equal(memory.aliasOf('x'), undefined);
  });
});
