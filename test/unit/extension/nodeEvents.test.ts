import assert from 'node:assert/strict';
import { Capture } from '../../../src/capture/capture';
import { textFormat } from '../../../src/capture/export/formats/textFormat';
import { PeersModel } from '../../../src/capture/model/peersModel';
import { Recording } from '../../../src/extension/captures/recording';
import { copyRows } from '../../../src/extension/ladder/copyRows';
import { PeersElements } from '../../../src/extension/peers/peersElement';
import { blockConnected } from '../../../src/shared/events/blocks';
import { decodeEvent } from '../../../src/shared/events/event';
import type { EventKind } from '../../../src/shared/events/eventKind';
import { KINDS_BY_NUMBER } from '../../../src/shared/events/eventKinds';
import type { LadderRow } from '../../../src/shared/webview/ladderProtocol';
import { temporaryDirectory } from '../support/directory';
import * as effects from '../support/effects';
import { hello, message } from '../support/frames';
import { ladderOf, soon } from './ladderSupport';
import { recordingOf } from './support';

const KIND = blockConnected.kind;

/** A block that a node connected. */
function connected(height: number, pid = 4242): Buffer {
  return effects.blockConnected({ height, pid });
}

const noteOf = (row: LadderRow | undefined) => row?.kind === 'note' && [row.at, row.text, row.tone];

describe('an event that has no peer', () => {
  const path = temporaryDirectory();

  afterEach(() => (KINDS_BY_NUMBER[KIND] = blockConnected as EventKind));

  it('is on the lifeline of its node, in the ladder of all peers and in that of one', async () => {
    const live = await recordingOf(path('ladder'), message({ peer: 1 }), connected(840_000));
    const note = [-1, 'connected height 840,000, 3,050 txs in 210 ms', 'plain'];
    for (const peers of ['all', [{ pid: 4242, peer: 1 }]] as const) {
      const rows = ladderOf(live, {}, peers);
      assert.equal(rows.growth.length, 2);
      assert.deepEqual(noteOf((await rows.read(0, 9))[1]), note);
    }
  });

  it('is told in its words, whatever became of the transaction', async () => {
    const live = await recordingOf(
      path('words'),
      message({ peer: 1 }),
      effects.added(),
      effects.rejected('dust \x1b[31m'),
      effects.replaced(),
      effects.removed('expiry'),
    );
    for (const peers of ['all', [{ pid: 4242, peer: 1 }]] as const) {
      const rows = await ladderOf(live, {}, peers).read(0, 9);
      assert.deepEqual(rows.slice(1).map(noteOf), [
        [-1, 'accepted 1,234 sat, 8.1 sat/vB', 'plain'],
        [-1, 'rejected: dust ⟨U+001B⟩[31m', 'plain'],
        [-1, 'replaced 4e3a… by 91c0…', 'plain'],
        [-1, 'evicted: expiry', 'plain'],
      ]);
    }
  });

  it('is left out of the ladder of a peer where it came of what another one sent', async () => {
    const live = await recordingOf(
      path('others'),
      message({ peer: 1, type: 'tx' }),
      effects.added(),
      message({ peer: 1, direction: 'outbound' }),
      message({ peer: 2, type: 'tx' }),
      message({ peer: 1, type: 'inv', pid: 5 }),
      effects.added({ txid: effects.OTHER_TXID }),
      effects.removed('sizelimit'),
      connected(840_000),
    );
    const one = { pid: 4242, peer: 1 };
    assert.deepEqual(ladderOf(live, {}, [one]).rowsAt(0, 9), [0, 1, 2, 7]);
    assert.deepEqual(ladderOf(live, {}, [{ ...one, peer: 2 }]).rowsAt(0, 9), [3, 5, 6, 7]);
    assert.equal(ladderOf(live).growth.length, 8);
    assert.deepEqual(ladderOf(live, { muted: [one] }).rowsAt(0, 9), [3, 4, 5, 6, 7]);
    // Who asks for a transaction is told all of it.
    const filter = `hash:${effects.OTHER_TXID}`;
    const story = ladderOf(live, { filter }, [one]);
    await soon('the story', () => story.growth.scanned === 1);
    assert.deepEqual(story.rowsAt(0, 9), [5]);
  });

  it('is found by its tracepoint, its words, and its transaction', async () => {
    const live = await recordingOf(
      path('found'),
      effects.added(),
      effects.rejected('min relay fee not met', { txid: effects.OTHER_TXID }),
      effects.removed('expiry'),
      message({ peer: 1 }),
    );
    const found = async (filter: string): Promise<number[]> => {
      const rows = ladderOf(live, { filter });
      await soon(filter, () => rows.growth.scanned === 1);
      return rows.rowsAt(0, 9);
    };
    assert.deepEqual(await found('event:mempool:*'), [0, 1, 2]);
    assert.deepEqual(await found('event:rejected'), [1]);
    assert.deepEqual(await found('event:accepted,left-the-mempool'), [0, 2]);
    assert.deepEqual(await found('"relay fee"'), [1]);
    assert.deepEqual(await found(effects.TXID.slice(0, 12)), [0, 2]);
  });

  it('is found as an event, by its node and its words, and as no peer’s', async () => {
    const live = await recordingOf(
      path('filter'),
      connected(840_000),
      message({ peer: 1 }),
      connected(5, 6),
    );
    const found = async (filter: string): Promise<number[]> => {
      const rows = ladderOf(live, { filter });
      await soon(filter, () => rows.growth.scanned === 1);
      return rows.rowsAt(0, 9);
    };
    assert.deepEqual(await found('event'), [0, 2]);
    assert.deepEqual(await found('node:4242'), [0, 1]);
    assert.deepEqual(await found('peer:>=0'), [1]);
    assert.deepEqual(await found('"height 840"'), [0]);
    assert.deepEqual(await found('dir:in'), [1]);
  });

  it('makes a node, and no peer, in the tree', async () => {
    const live = await recordingOf(path('tree'), connected(1), message({ pid: 5, peer: 1 }));
    assert.deepEqual([...live.peers.nodes.keys()], [4242, 5]);
    assert.equal(live.peers.peers.length, 1);
    const tree = new PeersElements(live);
    const [node] = tree.roots();
    assert.deepEqual(tree.children(node!, { order: 'id', hideClosed: false }), []);
  });

  it('is read back, and copied', async () => {
    const live = await recordingOf(path('copy'), connected(7));
    const event = await live.capture.event(0);
    assert.deepEqual(event, decodeEvent(connected(7)));
    const { text } = await copyRows(live.capture, [0], textFormat);
    assert.match(text, /· node {2}connected height 7, 3,050 txs in 210 ms \([0-9a-f]{64}\)$/);
    assert.doesNotMatch(text, /peer/);
  });

  it('outlives no rotation by more than its rows', async () => {
    const capture = await Capture.create(path('rotates'), { limitBytes: 1_000_000 });
    const peers = new PeersModel();
    peers.follow(capture);
    const live = new Recording(capture, peers, true);
    await capture.append(Buffer.concat([hello, connected(1)]));
    for (let i = 0; i < 200; i++)
      await capture.append(message({ payload: Buffer.alloc(20_000), peer: 3 }));
    assert.ok(capture.index.firstRow > 0);
    assert.equal(capture.index.peers.filter(({ pid }) => pid === 4242).length, 1);
    assert.ok(live.peers.nodes.has(4242));
    await capture.close();
  });

  it('is skipped by a release that does not know it, and taken for nothing else', async () => {
    KINDS_BY_NUMBER[KIND] = undefined;
    const live = await recordingOf(path('unknown'), connected(1), message(), connected(2));
    assert.equal(live.capture.index.length, 1);
    assert.equal(decodeEvent(connected(1)), undefined);
    assert.equal(ladderOf(live).growth.length, 1);
  });
});
