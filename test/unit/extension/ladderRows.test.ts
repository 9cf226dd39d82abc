import assert from 'node:assert/strict';
import { QueryError } from '../../../src/capture/query/queryError';
import {
  MAX_ROWS_PER_REQUEST,
  type LadderRow,
  type MessageRow,
} from '../../../src/shared/webview/ladderProtocol';
import { Capture } from '../../../src/capture/capture';
import { PeersModel } from '../../../src/capture/model/peersModel';
import { MAX_NODE_LINES, MAX_PEER_LINES } from '../../../src/extension/ladder/lifelines';
import { Recording } from '../../../src/extension/captures/recording';
import { temporaryDirectory } from '../support/directory';
import { connection, EventFlag, EventKind, hello, message, misbehaving } from '../support/frames';
import { ladderOf, depsOf, soon } from './ladderSupport';
import { recordingOf } from './support';

const peer1 = [{ pid: 4242, peer: 1 }];

describe('LadderRows', () => {
  const path = temporaryDirectory();
  let files = 0;
  const recording = (...frames: Buffer[]) => recordingOf(path(`rows${files++}`), ...frames);

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
    });
    const read = await rows.read(0, 99);
    const start = 1_700_000_000_000_000;
    const source = { pid: 4242, peer: 1 };
    assert.deepEqual(read[0], {
      kind: 'note',
      tone: 'plain',
      text: 'connected (manual)',
      at: 1,
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
      from: 1,
      to: 0,
      messageType: 'verack',
      family: 'handshake',
      size: 3,
      captured: 3,
      truncated: false,
      incomplete: undefined,
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
      ['connected (manual)', '1→0', '0→1', 'misbehaving: too bad', 'disconnected'],
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

  it('draws every node before its peers, and keeps places when more come', async () => {
    const live = await recording(message({ peer: 1 }), message({ peer: 2, pid: 7 }));
    const deps = depsOf(live, 'all', { '127.0.0.1:8333': 'friend' });
    const titles = () => deps.lifelines.header().lifelines.map(({ detail }) => detail);
    const expected = ['pid 4242', 'peer 1 · 127.0.0.1:8333', 'pid 7', 'peer 2 · 127.0.0.1:8333'];
    assert.deepEqual(titles(), expected);
    await live.capture.append(message({ peer: 3, address: '[2a02::1]:8333' }));
    deps.lifelines.update();
    assert.deepEqual(titles(), [...expected, 'peer 3']);
    assert.deepEqual(deps.lifelines.linesOf(2), { node: 0, peer: 4 });
    const networks = deps.lifelines.header().lifelines.map(({ network }) => network);
    assert.deepEqual(networks, ['', 'ipv4', '', 'ipv4', 'ipv6']);
    assert.equal(deps.lifelines.header().lifelines[1]?.title, 'friend');
  });

  it('gives peers beyond what a screen holds one line together', async () => {
    const frames = Array.from({ length: 70 }, (_, peer) => message({ peer }));
    const { lifelines } = depsOf(await recording(...frames));
    assert.equal(lifelines.header().lifelines.length, 62);
    assert.equal(lifelines.header().lifelines.at(-1)?.kind, 'others');
    assert.deepEqual([lifelines.linesOf(60).peer, lifelines.linesOf(69).peer], [61, 61]);
  });

  it('gives processes beyond what a screen holds one line together', async () => {
    const frames = Array.from({ length: 500 }, (_, pid) => message({ pid: pid + 1, peer: 1 }));
    const { lifelines } = depsOf(await recording(...frames));
    const lines = lifelines.header().lifelines;
    const nodes = lines.filter(({ kind }) => kind === 'node');
    assert.equal(nodes.length, MAX_NODE_LINES + 1);
    assert.equal(nodes.at(-1)?.title, 'other processes');
    assert.equal(lines.length, MAX_NODE_LINES + 1 + MAX_PEER_LINES + 1);
    const place = lifelines.linesOf(499);
    assert.equal(lines[place.node], nodes.at(-1));
    assert.equal(lines[place.peer]?.kind, 'others');
  });

  it('gives the lines of peers of which nothing is left to others', async () => {
    const capture = await Capture.create(path(`rows${files++}`), { limitBytes: 200_000 });
    const peers = new PeersModel();
    peers.follow(capture);
    await capture.append(hello);
    const { lifelines } = depsOf(new Recording(capture, peers, true));
    const come = async (from: number) => {
      for (let peer = from; peer < from + 100; peer++)
        await capture.append(
          Buffer.concat([
            message({ peer, address: `${peer}:1` }),
            connection(EventKind.ClosedConnection, { peer, address: `${peer}:1` }),
          ]),
        );
      lifelines.update();
    };
    const titles = () => lifelines.header().lifelines.map(({ title }) => title);
    await come(0);
    assert.deepEqual([titles()[1], titles()[60], titles()[61]], ['0:1', '59:1', 'other peers']);
    const { revision } = lifelines;
    for (let from = 100; capture.index.findPeer(4242, 70); from += 100) await come(from);
    assert.ok(lifelines.revision > revision);
    assert.ok(capture.index.findPeer(4242, Number(titles()[1]!.split(':')[0])), titles()[1]);
    await capture.close();
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
    await soon('pairs', () => rows.pairsOf([0]).startsWith(' 1'));
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
    const deps = depsOf(live);
    assert.deepEqual(
      deps.lifelines.header().lifelines.map(({ kind }) => kind),
      ['node', 'node', 'peer'],
    );
    const rows = await ladderOf(live).read(0, 99);
    assert.deepEqual(
      rows.map((row) =>
        row.kind === 'message' ? [row.messageType, row.from, row.to, row.transitUs] : [],
      ),
      [
        ['version', 0, 1, 350],
        ['inv', 0, 1, 400],
        ['ping', 2, 1, undefined],
      ],
    );
    // Where the filter hides one end, the other is shown.
    const arrived = await ladderOf(live, { filter: 'dir:in type:inv' }).read(0, 99);
    assert.deepEqual(
      arrived.map((row) => (row.kind === 'message' ? [row.row, row.from, row.to] : [])),
      [[4, 0, 1]],
    );
    // One end alone is a peer as any other.
    const oneEnd = await ladderOf(live, {}, [{ pid: 2, peer: 9 }]).read(0, 99);
    assert.deepEqual(
      oneEnd.map((row) => row.row),
      [1, 4],
    );
  });
});
