import assert from 'node:assert/strict';
import { causesOfCapture } from '../../../src/capture/query/causes';
import { QueryError } from '../../../src/capture/query/queryError';
import {
  EVERYTHING,
  MAX_ROWS_PER_REQUEST,
  type LadderQuery,
  type LadderRow,
  type LadderSort,
  type MessageRow,
  type NoteRow,
} from '../../../src/shared/webview/ladderProtocol';
import { findingsOf } from '../../../src/extension/captures/findingsOf';
import { MAX_NODE_LINES } from '../../../src/extension/ladder/lifelines';
import { LadderRows } from '../../../src/extension/ladder/ladderRows';
import { many } from '../bitcoin/conversation/talk';
import { CARRIED_BLOCK, EFFECTS_HELLO, OTHER_TX, TX } from '../support/carried';
import { temporaryDirectory } from '../support/directory';
import { added, blockConnected, removed, replaced } from '../support/effects';
import { connection, EventFlag, EventKind, message, misbehaving } from '../support/frames';
import { ladderOf, depsOf, soon } from './ladderSupport';
import { recordingFrom, recordingOf } from './support';

const peer1 = [{ pid: 4242, peer: 1 }];

describe('LadderRows', () => {
  const path = temporaryDirectory();
  let files = 0;
  const recording = (...frames: Buffer[]) => recordingOf(path(`rows${files++}`), ...frames);

  it('says what came of a message, and what a thing that the node did came of', async () => {
    const live = await recordingFrom(
      path(`rows${files++}`),
      EFFECTS_HELLO,
      message({ peer: 8, type: 'tx', payload: TX.payload, timeNs: 2e9 }),
      replaced({ txid: OTHER_TX.txid, replacement: TX.txid, timeNs: 2e9 + 1000 }),
      removed('replaced', { txid: OTHER_TX.txid, timeNs: 2e9 + 1500 }),
      added({ txid: TX.txid, timeNs: 2e9 + 2000 }),
      message({ peer: 9, type: 'block', payload: CARRIED_BLOCK.payload }),
      message({ peer: 9 }),
      blockConnected({ hash: CARRIED_BLOCK.hash }),
    );
    const rows = ladderOf(live);
    await causesOfCapture(live.capture, () => true).until(7);
    const read = (await rows.read(0, 99)) as (Partial<
      Omit<MessageRow & { cause: NoteRow['cause']; text: string }, 'kind'>
    > & { kind: string })[];
    const sums = read.map(({ kind, summary, text }) => (kind === 'note' ? text : summary));
    assert.match(sums[0]!, /^[0-9a-f]{4}….* ⇒ accepted 1,234 sat, 8\.1 sat\/vB$/);
    assert.match(sums[1]!, /^replaced [0-9a-f]{4}… by [0-9a-f]{4}… · tx #1 from peer 8$/);
    assert.equal(sums[2], 'left the mempool: replaced · after #2');
    assert.equal(sums[3], 'accepted 1,234 sat, 8.1 sat/vB · tx #1 from peer 8');
    assert.match(sums[4]!, / ⇒ connected height 840,123, 3,050 txs in 210 ms$/);
    assert.equal(
      sums[6],
      'connected height 840,123, 3,050 txs in 210 ms · came earlier: block #5 from peer 9',
    );
    assert.deepEqual(read[0]!.outcome, { row: 3, latencyUs: 2 });
    assert.deepEqual(read[3]!.cause, { row: 0, latencyUs: 2 });
    assert.deepEqual([read[1]!.outcome, read[5]!.outcome], [undefined, undefined]);
  });

  it('says what rules say about a row, and finds it in the overview', async () => {
    const live = await recordingOf(
      path(`rows${files++}`),
      message({ peer: 1, type: 'ping', sequence: 1 }),
      message({ peer: 1, type: 'inv', payload: many(50_001, 36), sequence: 2 }),
      message({ peer: 2, type: 'alert', sequence: 3 }),
    );
    const rows = ladderOf(live);
    const before = rows.knownOf([0, 1, 2]);
    await findingsOf(live).until(3);
    assert.notEqual(rows.knownOf([0, 1, 2]), before);
    const read = await rows.read(0, 99);
    assert.deepEqual(
      read.map(({ findings }) => findings?.map(({ severity, rule }) => [severity, rule])),
      [undefined, [['error', 'inv-too-large']], [['note', 'alert-message']]],
    );
    // What is only remarkable is not marked there, nor what is of others.
    assert.deepEqual([rows.overview.findings(0, 3), rows.overview.findings(2, 3)], [1, 0]);
    assert.equal(ladderOf(live, {}, [{ pid: 4242, peer: 2 }]).overview.findings(0, 3), 0);
  });

  it('says that more is known once a cause is found', async () => {
    const live = await recordingFrom(
      path(`rows${files++}`),
      EFFECTS_HELLO,
      message({ peer: 8, type: 'tx', payload: TX.payload }),
      added({ txid: TX.txid }),
    );
    const rows = ladderOf(live);
    const before = rows.knownOf([0, 1]);
    await causesOfCapture(live.capture, () => true).until(2);
    assert.notEqual(rows.knownOf([0, 1]), before);
  });

  it('says so where one of several messages led to what the node did', async () => {
    const live = await recordingFrom(
      path(`rows${files++}`),
      EFFECTS_HELLO,
      message({ peer: 7, type: 'tx', payload: TX.payload }),
      message({ peer: 8, type: 'tx', payload: TX.payload }),
      message({ peer: 9 }),
      added({ txid: TX.txid }),
    );
    const rows = ladderOf(live);
    const before = rows.knownOf([3]);
    await causesOfCapture(live.capture, () => true).until(4);
    assert.notEqual(rows.knownOf([3]), before);
    const [row] = (await rows.read(3, 4)) as NoteRow[];
    assert.match(
      row!.text,
      /sat\/vB · came earlier, in several messages: of which is not certain$/,
    );
    assert.equal(row!.cause, undefined);
  });

  it('has messages and what happened to the connection, with times', async () => {
    const live = await recording(
      connection(EventKind.OutboundConnection, {
        peer: 1,
        timeNs: 1_000_001_000,
        connectionType: 'manual',
      }),
      message({ peer: 2 }),
      message({ peer: 1, timeNs: 1_000_003_500, type: 'verack', payload: Buffer.alloc(3) }),
      message({ peer: 1, timeNs: 1_000_004_000, direction: 'outbound' }),
      misbehaving('too bad', { peer: 1, timeNs: 1_000_005_000 }),
      connection(EventKind.ClosedConnection, { peer: 1, timeNs: 1_000_006_000 }),
    );
    const rows = ladderOf(live, {}, peer1);
    assert.deepEqual(rows.growth, {
      length: 5,
      counts: { shown: 2, of: 2, matches: 0 },
      scanned: 1,
      problem: '',
      unsorted: 0,
      hints: [],
    });
    const read = await rows.read(0, 99);
    const start = 1_700_000_000_000_000;
    const source = { pid: 4242, peer: 1 };
    assert.deepEqual(read[0], {
      kind: 'note',
      tone: 'plain',
      text: 'connected (manual)',
      at: 0,
      source,
      match: false,
      row: 0,
      wallUs: start + 1,
      deltaUs: 0,
      spaced: false,
      gaps: [],
    } satisfies LadderRow);
    assert.deepEqual(read[1], {
      kind: 'message',
      direction: 'inbound',
      from: 0,
      to: -1,
      messageType: 'verack',
      family: 'handshake',
      size: 3,
      captured: 3,
      truncated: false,
      incomplete: undefined,
      reconstructed: false,
      summary: '',
      row: 2,
      wallUs: start + 3,
      deltaUs: 2,
      spaced: false,
      gaps: [],
      source,
      match: false,
      request: undefined,
      answer: undefined,
      missing: 0,
      unanswered: false,
      transitUs: undefined,
    } satisfies LadderRow);
    assert.deepEqual(
      read.map((row) =>
        row.kind === 'message' ? `${row.from}→${row.to}` : row.kind === 'note' && row.text,
      ),
      ['connected (manual)', '0→-1', '-1→0', 'misbehaving: too bad', 'disconnected'],
    );
    assert.equal(read[3]?.kind === 'note' && read[3].tone, 'warning');
  });

  it('reads what neighbours say of their connections together', async () => {
    const frames = Array.from({ length: 40 }, (_, peer) =>
      connection(EventKind.InboundConnection, { peer, connectionType: `type ${peer}` }),
    );
    const live = await recording(...frames);
    const { capture } = live;
    let reads = 0;
    const bytes = capture.bytes.bind(capture);
    capture.bytes = (...range) => {
      reads++;
      return bytes(...range);
    };
    const rows = ladderOf(live);
    const texts = (await rows.read(0, 40)).map((row) => row.kind === 'note' && row.text);
    assert.deepEqual(
      texts,
      frames.map((_, peer) => `connected (type ${peer})`),
    );
    assert.equal(reads, 1);
    await rows.read(0, 40);
    assert.equal(reads, 1, 'they are remembered');
  });

  it('says that a misbehaviour has no reason, which is not one that could not be read', async () => {
    const live = await recording(
      misbehaving('', { peer: 1 }),
      misbehaving('', { peer: 1, flags: EventFlag.Unreadable }),
    );
    const texts = ['misbehaving: no reason given', 'misbehaving: the reason could not be read'];
    const rows = await ladderOf(live, {}, peer1).read(0, 9);
    assert.deepEqual(
      rows.map((row) => row.kind === 'note' && row.text),
      texts,
    );
    for (const filter of texts) {
      const found = ladderOf(live, { filter: `"${filter}"` }, peer1);
      while (found.growth.scanned < 1) await new Promise((resolve) => setImmediate(resolve));
      assert.equal((await found.read(0, 9)).length, 1, filter);
    }
  });

  it('shows losses where they happened, also those that other peers’ events reported', async () => {
    const live = await recording(
      message({ peer: 1, lost: 2 }),
      message({ peer: 2, lost: 30 }),
      message({ peer: 1, lost: 400 }),
      message({ peer: 1 }),
    );
    const rows = await ladderOf(live, {}, peer1).read(0, 3);
    assert.deepEqual(
      rows.map(({ gaps }) => gaps),
      [[{ count: 2, cause: 'ring-full' }], [{ count: 430, cause: 'ring-full' }], []],
    );
  });

  it('marks what is truncated and what is incomplete, and why', async () => {
    const payload = Buffer.alloc(10);
    const live = await recording(
      message({ payload, size: 20n, flags: EventFlag.Truncated }),
      message({ payload, size: 20n, flags: EventFlag.RingFull }),
      message({ payload, size: 20n, flags: EventFlag.Unreadable }),
    );
    const rows = await ladderOf(live).read(0, 3);
    assert.deepEqual(
      rows.map((row) => row.kind === 'message' && [row.truncated, row.incomplete]),
      [
        [true, undefined],
        [false, 'ring-full'],
        [false, 'unreadable'],
      ],
    );
  });

  it('says in a summary what a message is about', async () => {
    const nonce = Buffer.from('0100000000000000', 'hex');
    const live = await recording(message({ type: 'ping', payload: nonce }));
    const [ping] = await ladderOf(live).read(0, 1);
    assert.equal(ping?.kind === 'message' && ping.summary, '0x0000000000000001');
  });

  it('has a line for each node, and a lane for each peer, who keep them when more come', async () => {
    const live = await recording(message({ peer: 1 }), message({ peer: 2, pid: 7 }));
    const deps = depsOf(live, 'all', { '127.0.0.1:8333': 'friend' });
    const rows = new LadderRows(deps, EVERYTHING);
    const ends = async () =>
      (await rows.read(0, 9)).map((row) => row.kind === 'message' && [row.from, row.to]);
    assert.deepEqual(await ends(), [
      [0, -1],
      [1, -2],
    ]);
    await live.capture.append(message({ peer: 3, address: '[2a02::1]:8333' }));
    rows.update();
    assert.deepEqual((await ends()).at(-1), [2, -1]);
    const { nodes, peers } = deps.lifelines.header();
    assert.equal(peers, 3);
    assert.deepEqual(
      nodes.map(({ title }) => title),
      ['bitcoind · 4242', 'bitcoind · 7'],
      'nodes of one name are told apart',
    );
    const { heads, more } = await rows.heads(0, 2);
    assert.equal(more, 0);
    assert.deepEqual(
      heads.map(({ lane, title, detail, network, talks }) => [lane, title, detail, network, talks]),
      [
        [0, 'friend', 'peer 1 · 127.0.0.1:8333', 'ipv4', 1],
        [1, 'friend', 'peer 2 · 127.0.0.1:8333', 'ipv4', 1],
        [2, '[2a02::1]:8333', 'peer 3', 'ipv6', 0],
      ],
    );
  });

  it('has no lane in common for any of 125 peers, nor for those after 10,000 that closed', async () => {
    const frames: Buffer[] = [];
    for (let peer = 0; peer < 10_000; peer++)
      frames.push(message({ peer }), connection(EventKind.ClosedConnection, { peer }));
    for (let peer = 10_000; peer < 10_125; peer++) frames.push(message({ peer }));
    const rows = ladderOf(await recording(...frames));
    const { heads } = await rows.heads(20_000, 20_125);
    const live = heads.filter(({ last }) => last === undefined);
    assert.equal(live.length, 125);
    assert.equal(new Set(live.map(({ lane }) => lane)).size, 125);
    assert.ok(Math.max(...live.map(({ lane }) => lane)) < 250);
    assert.ok(
      live.every(({ kind, talks, first }) => kind === 'peer' && talks === 1 && first >= 20_000),
    );
  });

  it('says who closed in the rows, and where its line ends in the view', async () => {
    const live = await recording(
      message({ peer: 1, type: 'inv' }),
      message({ peer: 2, type: 'tx' }),
      connection(EventKind.ClosedConnection, { peer: 1 }),
      message({ peer: 2, type: 'inv' }),
    );
    const of = async (query: Partial<LadderQuery>) =>
      (await ladderOf(live, query).heads(0, 9)).heads.map(({ source, first, last, closed }) => [
        source.peer,
        first,
        last,
        closed,
      ]);
    assert.deepEqual(await of({}), [
      [1, 0, 2, 'closed'],
      [2, 1, undefined, ''],
    ]);
    assert.deepEqual(await of({ filter: 'type:inv' }), [
      [1, 0, 1, 'closed'],
      [2, 1, undefined, ''],
    ]);
    assert.deepEqual(await of({ muted: [{ pid: 4242, peer: 2 }] }), [[1, 0, 1, 'closed']]);
  });

  it('names nobody of several peers where nothing is found, and the only one always', async () => {
    const live = await recording(message({ peer: 1, type: 'inv' }), message({ peer: 2 }));
    const nothing = { filter: 'type:tx' };
    assert.deepEqual(await ladderOf(live, nothing).heads(0, 9), { heads: [], more: 0 });
    const { heads } = await ladderOf(live, nothing, peer1).heads(0, 9);
    assert.deepEqual(
      heads.map(({ source }) => source.peer),
      [1],
    );
  });

  it('gives processes beyond what a screen holds one line together', async () => {
    const frames = Array.from({ length: 500 }, (_, pid) => message({ pid: pid + 1, peer: 1 }));
    const live = await recording(...frames);
    const { nodes } = depsOf(live).lifelines.header();
    assert.equal(nodes.length, MAX_NODE_LINES + 1);
    assert.equal(nodes.at(-1)?.title, 'other processes');
    const [last] = (await ladderOf(live).read(499, 500)) as MessageRow[];
    assert.deepEqual([last?.from, last?.to], [499, -1 - MAX_NODE_LINES]);
  });

  it('sorts by size or latency, the first rows of many, and says what it leaves out', async () => {
    const payload = Buffer.alloc(8, 1);
    const live = await recording(
      message({ direction: 'outbound', type: 'ping', payload, timeNs: 1_000_000_000 }),
      message({ type: 'tx', payload: Buffer.alloc(300) }),
      message({ type: 'pong', payload, timeNs: 1_000_250_000 }),
      message({ type: 'inv', payload: Buffer.alloc(37) }),
    );
    await soon('pairs', () => ladderOf(live).knownOf([0]).includes(' 2'));
    const order = async (sort: LadderSort) => {
      const rows = ladderOf(live, { sort });
      return (await rows.read(0, 9)).map(({ row }) => row);
    };
    assert.deepEqual(await order({ by: 'size', descending: true }), [1, 3, 0, 2]);
    assert.deepEqual(await order({ by: 'size', descending: false }), [0, 2, 3, 1]);
    assert.deepEqual(await order({ by: 'latency', descending: true }), [0, 2, 1, 3]);
    const rows = ladderOf(live, {
      sort: { by: 'size', descending: true },
      filter: 'type:inv',
      find: true,
    });
    assert.deepEqual(rows.locate(3), { position: 1, exact: true });
    assert.equal(rows.find(0, false), 1);
    assert.equal(rows.find(1, false), undefined);
    assert.ok(
      (await rows.read(0, 9)).every(({ deltaUs, gaps }) => deltaUs === 0 && gaps.length === 0),
    );
    await live.capture.append(message({ type: 'block', payload: Buffer.alloc(999) }));
    rows.update();
    assert.deepEqual([rows.growth.length, rows.growth.unsorted], [4, 1]);
    assert.ok(rows.outdated);
  });

  it('filters, hides families and muted peers, and grows', async () => {
    const live = await recording(
      message({ peer: 1, type: 'tx' }),
      message({ peer: 1, type: 'inv' }),
      message({ peer: 2, type: 'inv' }),
      message({ peer: 1, type: 'pong' }),
    );
    assert.deepEqual(ladderOf(live, { filter: 'type:inv' }).rowsAt(0, 9), [1, 2]);
    assert.deepEqual(ladderOf(live, { hidden: ['keepalive'] }).rowsAt(0, 9), [0, 1, 2]);
    assert.deepEqual(ladderOf(live, { muted: peer1 }).rowsAt(0, 9), [2]);
    assert.deepEqual(ladderOf(live, { from: 3 }).rowsAt(0, 9), [3]);
    assert.throws(() => ladderOf(live, { filter: 'size:x' }), QueryError);
    const rows = ladderOf(live, { filter: 'type:inv' });
    await live.capture.append(Buffer.concat([message({ type: 'tx' }), message({ type: 'inv' })]));
    rows.update();
    assert.deepEqual(rows.rowsAt(0, 9), [1, 2, 5]);
    assert.deepEqual(rows.locate(2), { position: 1, exact: true });
    assert.deepEqual(rows.locate(3), { position: 2, exact: false });
  });

  it('marks what is found where nothing is hidden, and goes from one to the next', async () => {
    const types = ['inv', 'tx', 'inv', 'tx', 'inv'];
    const live = await recording(...types.map((type) => message({ type })));
    const rows = ladderOf(live, { filter: 'type:tx', find: true });
    const matches = (await rows.read(0, 9)).map(({ match }) => match);
    assert.deepEqual(matches, [false, true, false, true, false]);
    assert.equal(rows.find(-1, false), 1);
    assert.equal(rows.find(1, false), 3);
    assert.equal(rows.find(3, false), undefined);
    assert.equal(rows.find(3, true), 1);
    assert.equal(rows.find(1, true), undefined);
    const filtered = ladderOf(live, { filter: 'type:tx' });
    assert.deepEqual([filtered.find(0, false), filtered.find(1, false)], [1, undefined]);
  });

  it('joins requests and answers, with the time between them', async () => {
    const payload = Buffer.alloc(8, 1);
    const live = await recording(
      message({ direction: 'outbound', type: 'ping', payload, timeNs: 1_000_000_000 }),
      message({ type: 'pong', payload, timeNs: 1_000_250_000 }),
      message({ direction: 'outbound', type: 'ping', payload: Buffer.alloc(8, 2) }),
    );
    const rows = ladderOf(live);
    await soon('pairs', () => rows.knownOf([0]).includes(' 1'));
    const [ping, pong, open] = (await rows.read(0, 3)) as MessageRow[];
    assert.deepEqual(ping?.answer, { row: 1, latencyUs: 250 });
    assert.deepEqual(pong?.request, { row: 0, latencyUs: 250 });
    assert.deepEqual([ping.missing, open?.missing, open?.unanswered], [0, 1, false]);
  });

  it('answers no more than may be asked for', async () => {
    const frames = Array.from({ length: MAX_ROWS_PER_REQUEST + 50 }, () => message());
    const rows = ladderOf(await recording(...frames));
    assert.equal((await rows.read(0, 1e9)).length, MAX_ROWS_PER_REQUEST);
    assert.equal((await rows.read(-5, 2)).length, 2);
    assert.deepEqual(await rows.read(1e6, 2e6), []);
  });

  it('gives time room between rows, and folds what is long', async () => {
    const at = (ms: number, type: string) =>
      message({ peer: 1, type, timeNs: 1_000_000_000 + ms * 1e6 });
    const live = await recording(at(0, 'ping'), at(30, 'pong'), at(9030, 'inv'));
    const rows = ladderOf(live, { msPerRow: 10 }, peer1);
    assert.equal(rows.growth.length, 3 + 2 + 8);
    const read = await rows.read(0, 99);
    assert.deepEqual(
      read.map((row) => (row.kind === 'message' ? row.messageType : row.kind)),
      ['ping', 'pause', 'pause', 'pong', ...Array<string>(8).fill('pause'), 'inv'],
    );
    const pauses = read.filter((row) => row.kind === 'pause');
    assert.deepEqual(
      pauses.map(({ folded }) => folded),
      [false, false, ...Array<boolean>(8).fill(true)],
    );
    assert.equal(pauses.filter(({ labelled }) => labelled).length, 2);
    assert.equal(pauses.at(-1)!.pauseUs, 9e6);
    // All else goes by the same positions.
    assert.deepEqual(rows.rowsAt(1, 13), [1, 2]);
    assert.deepEqual(rows.locate(2), { position: 12, exact: true });
    assert.equal(rows.find(1, false), 12);
    assert.equal(rows.find(12, true), 3);
  });

  it('draws a message that two traced nodes saw as one arrow between them', async () => {
    const payload = Buffer.alloc(86);
    payload.writeInt32LE(70016, 0);
    payload.writeBigUInt64LE(7n, 72);
    const seen = (direction: 'inbound' | 'outbound', timeNs: number, type: string) => {
      const end = direction === 'outbound' ? { pid: 1, peer: 5 } : { pid: 2, peer: 9 };
      return message({ ...end, direction, timeNs, type, payload });
    };
    const live = await recording(
      seen('outbound', 1_000_000_000, 'version'),
      seen('inbound', 1_000_350_000, 'version'),
      seen('outbound', 1_001_000_000, 'inv'),
      message({ pid: 2, peer: 3, timeNs: 1_001_100_000, type: 'ping' }),
      seen('inbound', 1_001_400_000, 'inv'),
    );
    const { nodes } = depsOf(live).lifelines.header();
    assert.deepEqual(nodes.length, 2);
    const rows = await ladderOf(live).read(0, 99);
    assert.deepEqual(
      rows.map((row) =>
        row.kind === 'message' ? [row.messageType, row.from, row.to, row.transitUs] : [],
      ),
      [
        ['version', -1, -2, 350],
        ['inv', -1, -2, 400],
        ['ping', 0, -2, undefined],
      ],
    );
    // Where the filter hides one end, the other is shown.
    const arrived = await ladderOf(live, { filter: 'dir:in type:inv' }).read(0, 99);
    assert.deepEqual(
      arrived.map((row) => (row.kind === 'message' ? [row.row, row.from, row.to] : [])),
      [[4, -1, -2]],
    );
    // One end alone is a peer as any other.
    const oneEnd = await ladderOf(live, {}, [{ pid: 2, peer: 9 }]).read(0, 99);
    assert.deepEqual(
      oneEnd.map((row) => row.row),
      [1, 4],
    );
  });
});
