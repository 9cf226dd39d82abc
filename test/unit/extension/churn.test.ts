import assert from 'node:assert/strict';
import { Capture, type CreateOptions } from '../../../src/capture/capture';
import { MOST_CLOSED, MOST_OPEN } from '../../../src/capture/model/peerList';
import { PeersModel } from '../../../src/capture/model/peersModel';
import { MAX_SILENT } from '../../../src/capture/index/peerTable';
import { PeersElements, type PeersElement } from '../../../src/extension/peers/peersElement';
import { Recording } from '../../../src/extension/captures/recording';
import type { LadderSource } from '../../../src/shared/webview/ladderProtocol';
import { Churn } from '../support/churn';
import { temporaryDirectory } from '../support/directory';
import { connection, EventKind, hello, message } from '../support/frames';
import { heapInUse } from '../support/heap';
import { LadderTester, soon } from './ladderSupport';

const arrangement = { order: 'bytes', hideClosed: false } as const;
const RUN = 200;

/** Rows of the tree, with those that are behind a fold. */
function rowsOf(elements: PeersElements): PeersElement[] {
  const below = (element: PeersElement): PeersElement[] => [
    element,
    ...elements.children(element, arrangement).flatMap(below),
  ];
  return elements.roots().flatMap(below);
}

describe('a trace of peers that come and go', () => {
  const path = temporaryDirectory();
  let files = 0;

  async function live(options: CreateOptions): Promise<Recording> {
    const capture = await Capture.create(path(`churn${files++}`), options);
    const peers = new PeersModel();
    peers.follow(capture);
    await capture.append(hello);
    return new Recording(capture, peers, true);
  }

  async function feed({ capture }: Recording, churn: Churn, connections: number): Promise<void> {
    for (let n = 0; n < connections; n += RUN) await capture.append(churn.next(RUN));
  }

  /** What the rows of the tree add up to, by type as well, is what the capture has. */
  function assertSums(recording: Recording): void {
    const rows = rowsOf(new PeersElements(recording));
    const sum = (of: (row: PeersElement) => number): number =>
      rows.reduce((total, row) => total + of(row), 0);
    const totals = (row: PeersElement) => {
      if (row.kind === 'peer') return row.peer;
      return row.kind === 'others' ? row.others : undefined;
    };
    const { traffic } = recording.peers;
    assert.equal(
      sum((row) => totals(row)?.traffic.messages ?? 0),
      traffic.messages,
    );
    assert.equal(
      sum((row) => totals(row)?.traffic.bytes ?? 0),
      traffic.bytes,
    );
    assert.equal(
      sum((row) => (row.kind === 'node' ? row.node.traffic.bytes : 0)),
      traffic.bytes,
    );
    assert.equal(
      sum((row) => (row.kind === 'type' ? row.type.messages : 0)),
      traffic.messages,
    );
    assert.equal(
      sum((row) => (row.kind === 'type' ? row.type.bytes : 0)),
      traffic.bytes,
    );
  }

  it('takes no more memory after 200,000 connections than after 50,000', async () => {
    const recording = await live({ limitBytes: 16e6 });
    const ladder = ladderOf(recording, 'all');
    const elements = new PeersElements(recording);
    const churn = new Churn(2000);
    const heap: number[] = [];
    for (const connections of [50_000, 150_000]) {
      await feed(recording, churn, connections);
      rowsOf(elements);
      await recording.capture.flush();
      heap.push(await heapInUse());
    }
    const { index } = recording.capture;
    assert.equal(index.length, 4 * 200_000);
    // A connection has four rows.
    assert.ok(index.peers.length < (index.length - index.firstRow) / 2, `${index.peers.length}`);
    assert.ok(recording.peers.peers.length <= 2 * MOST_CLOSED);
    assert.ok(rowsOf(elements).length < 10_000);
    assert.ok(heap[1]! < heap[0]! + 12, `${heap.join(' MB, then ')} MB`);
    assert.equal(recording.peers.traffic.messages, 2 * 200_000);
    assertSums(recording);
    assert.ok(ladder.last('show'));
    ladder.session.dispose();
    await recording.capture.close();
  }).timeout(120_000);

  it('bounds those of whose end nobody tells, too', async () => {
    const recording = await live({ limitBytes: 8e6 });
    await feed(recording, new Churn(50, false), 60_000);
    const { index } = recording.capture;
    const kept = (index.length - index.firstRow) / 3;
    assert.ok(index.peers.length < MAX_SILENT + 2 * kept, `${index.peers.length} numbers`);
    const { peers, nodes, traffic } = recording.peers;
    assert.ok(peers.length <= 2 * MOST_OPEN);
    const told = peers.reduce((sum, peer) => sum + peer.traffic.bytes, 0);
    assert.equal(told + nodes.get(4242)!.others.traffic.bytes, traffic.bytes);
    await recording.capture.close();
  }).timeout(120_000);

  it('keeps an open peer that was silent for long', async () => {
    const recording = await live({ limitBytes: 4e6 });
    await recording.capture.append(message({ peer: -7, type: 'inv', size: 11n }));
    await feed(recording, new Churn(50), 20_000);
    const { index } = recording.capture;
    assert.ok(index.firstRow > 1);
    assert.ok(index.findPeer(4242, -7));
    await recording.capture.append(message({ peer: -7, type: 'inv', size: 22n }));
    const peer = recording.peers.nodes.get(4242)!.byId.get(-7)!;
    assert.deepEqual([peer.open, peer.traffic.bytes], [true, 33]);
    assert.equal(recording.peers.peerOf(index.peers[index.peer(index.length - 1)]!), peer);
    await recording.capture.close();
  });

  it('says of a ladder of one peer that it is gone, and shows no other one in it', async () => {
    const recording = await live({ limitBytes: 4e6 });
    const { capture } = recording;
    await capture.append(
      Buffer.concat([
        message({ peer: -7, type: 'inv' }),
        connection(EventKind.ClosedConnection, { peer: -7 }),
      ]),
    );
    const number = capture.index.peer(0);
    const source: LadderSource['peers'] = [{ pid: 4242, peer: -7 }];
    const ladder = ladderOf(recording, source);
    const { told } = ladder;
    await feed(recording, new Churn(50), 20_000);
    const taken = capture.index.peers[number]!;
    assert.notEqual(taken.peer, -7, 'another peer has its number');
    // As a process does that got the number of an earlier one.
    await capture.append(message({ peer: -7, type: 'tx' }));
    await soon('the end', () => told.at(-1)?.type === 'gone');
    const { generation } = ladder.last('show')!;
    assert.deepEqual((await ladder.ask.rows({ generation, from: 0, to: 9 })) ?? [], []);
    assert.ok(told.every((each) => each.type !== 'grown' || each.length <= 2));
    assert.match(ladder.last('gone')!.text, /connection is closed/);
    ladder.session.dispose();
    await capture.close();
  });

  function ladderOf(recording: Recording, peers: LadderSource['peers']): LadderTester {
    const ladder = new LadderTester(recording, { capture: recording.capture.path, peers });
    ladder.ready();
    return ladder;
  }
});
