import assert from 'node:assert/strict';
import { Capture } from '../../../src/capture/capture';
import { Peer, TracedNode } from '../../../src/capture/model/peer';
import { sortPeers } from '../../../src/capture/model/peerOrder';
import { PeersModel } from '../../../src/capture/model/peersModel';
import { temporaryDirectory } from '../support/directory';
import { connection, EventFlag, EventKind, hello, message, misbehaving } from '../support/frames';

const VERSION = Buffer.from(
  '811101004d04000000000000b2a7026b0000000000000000000000000000000000000000000000000000000000004d040000000000000000000000000000000000000000000000000cf7b460d4feff9e1c2f5361746f7368693a33312e39392e3028746573746e6f646530292f0000000001',
  'hex',
);

function nonce(value: number): Buffer {
  const payload = Buffer.alloc(8);
  payload.writeBigUInt64LE(BigInt(value));
  return payload;
}

describe('PeersModel', () => {
  const path = temporaryDirectory();
  let files = 0;

  /** @returns The model after each run of frames, of which `check` sees every stage. */
  async function modelOf(...runs: Buffer[][]): Promise<PeersModel> {
    const capture = await Capture.create(path(`${files++}`));
    const model = new PeersModel();
    model.follow(capture);
    await capture.append(hello);
    for (const run of runs) await capture.append(Buffer.concat(run));
    await capture.close();

    const again = new PeersModel();
    const opened = await Capture.open(capture.path, { onAppend: again.add });
    assert.deepEqual(again.traffic, model.traffic);
    assert.deepEqual(
      again.peers.map(({ types }) => types),
      model.peers.map(({ types }) => types),
    );
    await opened.close();
    return model;
  }

  it('counts by node, peer, message type and direction, by the size in the node', async () => {
    const model = await modelOf([
      message({ pid: 1, peer: 7, type: 'inv', size: 100n, flags: EventFlag.Truncated }),
      message({ pid: 1, peer: 7, type: 'inv', direction: 'outbound', payload: Buffer.alloc(10) }),
      message({ pid: 1, peer: 7, type: 'tx', payload: Buffer.alloc(5), flags: EventFlag.RingFull }),
      message({ pid: 1, peer: 8, type: 'tx', payload: Buffer.alloc(1), lost: 3 }),
      message({ pid: 2, peer: 7, type: 'tx', flags: EventFlag.Unreadable }),
    ]);
    assert.deepEqual([...model.nodes.keys()], [1, 2]);
    const node = model.nodes.get(1)!;
    assert.deepEqual(
      node.peers.map(({ identity }) => identity.peer),
      [7, 8],
    );
    const peer = node.peers[0]!;
    assert.equal(peer.traffic.inboundMessages, 2);
    assert.equal(peer.traffic.inboundBytes, 105);
    assert.equal(peer.traffic.outboundMessages, 1);
    assert.equal(peer.traffic.outboundBytes, 10);
    const types = [...peer.types.values()].map((type) => [
      type.messageType,
      type.inboundMessages,
      type.inboundBytes,
      type.outboundMessages,
      type.outboundBytes,
    ]);
    assert.deepEqual(types, [
      ['inv', 1, 100, 1, 10],
      ['tx', 1, 5, 0, 0],
    ]);
    assert.equal(node.traffic.bytes, 116);
    assert.equal(model.traffic.messages, 5);
    assert.equal(model.lost, 3);
    assert.equal(model.truncated, 1);
    assert.equal(model.incomplete, 2);
    assert.equal(peer.truncated, 1);
    assert.equal(peer.incomplete, 1);
  });

  it('opens, closes and evicts peers', async () => {
    const model = await modelOf([
      connection(EventKind.InboundConnection, { peer: 1, timeNs: 10, network: 3, count: 9 }),
      connection(EventKind.OutboundConnection, { peer: 2, timeNs: 20, connectionType: 'manual' }),
      message({ peer: 3, timeNs: 25 }),
      misbehaving('getdata too large', { peer: 1 }),
      connection(EventKind.EvictedInboundConnection, { peer: 1, timeNs: 30, count: 1234 }),
      connection(EventKind.ClosedConnection, { peer: 1, timeNs: 31, count: 1234, network: 3 }),
    ]);
    const [first, second, third] = model.peers as [Peer, Peer, Peer];
    assert.equal(first.open, false);
    assert.equal(first.openedNs, 10);
    assert.equal(first.closedNs, 31);
    assert.equal(first.evicted, true);
    assert.equal(first.misbehaving, 'getdata too large');
    assert.equal(first.establishedUnix, 1234);
    assert.equal(first.network, 3);
    assert.equal(first.direction, 'inbound');
    assert.equal(second.open, true);
    assert.equal(second.direction, 'outbound');
    assert.equal(second.identity.connectionType, 'manual');
    assert.equal(third.openedNs, undefined);
    assert.equal(third.open, true);
    assert.equal(third.direction, undefined);
  });

  it('forgets a closed connection when its id opens again', async () => {
    const model = await modelOf([
      connection(EventKind.InboundConnection, { timeNs: 1 }),
      message({ type: 'version', payload: VERSION }),
      misbehaving('x'),
      connection(EventKind.EvictedInboundConnection, { timeNs: 3 }),
      connection(EventKind.InboundConnection, { timeNs: 5 }),
    ]);
    const peer = model.peers[0]!;
    assert.equal(peer.open, true);
    assert.equal(peer.openedNs, 5);
    assert.equal(peer.evicted, false);
    assert.equal(peer.closedNs, undefined);
    assert.equal(peer.misbehaving, undefined);
    assert.equal(peer.version, undefined);
    assert.equal(peer.traffic.messages, 1);
  });

  it('takes the first version that the peer sent, not ours', async () => {
    const ours = Buffer.from(VERSION);
    ours.writeInt32LE(60000, 0);
    const model = await modelOf([
      message({ type: 'version', payload: ours, direction: 'outbound' }),
      message({ type: 'version', payload: VERSION.subarray(0, 50) }),
      message({ type: 'version', payload: VERSION }),
      message({ type: 'version', payload: ours }),
    ]);
    const version = model.peers[0]!.version!;
    assert.equal(version.protocolVersion, 70017);
    assert.equal(version.userAgent, '/Satoshi:31.99.0(testnode0)/');
  });

  it('measures a ping by its own pong', async () => {
    const ping = (value: number, timeNs: number): Buffer =>
      message({ type: 'ping', direction: 'outbound', payload: nonce(value), timeNs });
    const pong = (value: number, timeNs: number, peer = 0): Buffer =>
      message({ type: 'pong', payload: nonce(value), timeNs, peer });
    const model = await modelOf([ping(1, 100), pong(2, 150), pong(1, 160, 1)]);
    assert.equal(model.peers[0]!.pingNs, undefined);
    const answered = await modelOf([ping(1, 100)], [pong(1, 175), pong(1, 999)]);
    assert.equal(answered.peers[0]!.pingNs, 75);
    const theirs = await modelOf([
      message({ type: 'ping', payload: nonce(3), timeNs: 1 }),
      message({ type: 'pong', payload: nonce(3), timeNs: 5, direction: 'outbound' }),
      message({ type: 'ping', direction: 'outbound' }),
      message({ type: 'pong' }),
    ]);
    assert.equal(theirs.peers[0]!.pingNs, undefined);
  });

  it('keeps invented message types of a peer bounded, and loses none', async () => {
    const frames = Array.from({ length: 6000 }, (_, i) => message({ type: `t${i}` }));
    const { types } = (await modelOf(frames)).peers[0]!;
    assert.ok(types.size <= 4097);
    const rest = [...types.values()].find(({ messageType }) => messageType === undefined)!;
    assert.equal(rest.messages, 6000 - (types.size - 1));
  });

  it('shows by revisions what changed', async () => {
    const capture = await Capture.create(path('revisions'));
    const model = new PeersModel();
    model.follow(capture);
    await capture.append(Buffer.concat([hello, message({ pid: 1, peer: 1 }), message({ pid: 2 })]));
    const { revision, structureRevision } = model;
    await capture.append(message({ pid: 1, peer: 1 }));
    assert.ok(model.revision > revision);
    assert.equal(model.structureRevision, structureRevision);
    assert.deepEqual(
      model.peers.map((peer) => peer.revision > revision),
      [true, false],
    );
    assert.deepEqual(
      [...model.nodes.values()].map((node) => node.revision > revision),
      [true, false],
    );
    await capture.append(connection(EventKind.ClosedConnection, { pid: 2 }));
    assert.ok(model.structureRevision > structureRevision);
    await capture.close();
  });

  it('closes the peers of a node that ended', async () => {
    const model = await modelOf([
      message({ pid: 1, peer: 1, timeNs: 50 }),
      connection(EventKind.ClosedConnection, { pid: 1, peer: 2, timeNs: 9 }),
      message({ pid: 2, peer: 1 }),
    ]);
    model.nodeEnded(1);
    model.nodeEnded(77);
    assert.deepEqual(
      model.peers.map((peer) => [peer.open, peer.closedNs]),
      [
        [false, 50],
        [false, 9],
        [true, undefined],
      ],
    );
    assert.equal(model.nodes.get(1)!.ended, true);
    assert.equal(model.nodes.get(2)!.ended, false);
  });
});

describe('sortPeers', () => {
  const node = new TracedNode(1);

  function peer(id: number, bytes: number, lastNs: number): Peer {
    const identity = { pid: 1, peer: id, address: '', connectionType: '' };
    const made = new Peer(node, id, identity, 0, lastNs);
    made.traffic.add(true, bytes);
    return made;
  }
  const peers = [peer(10, 5, 300), peer(2, 50, 100), peer(30, 50, 200)];

  for (const [order, ids] of [
    ['id', [2, 10, 30]],
    ['bytes', [2, 30, 10]],
    ['activity', [10, 30, 2]],
  ] as const)
    it(`sorts by ${order}`, () =>
      assert.deepEqual(
        sortPeers(peers, order).map(({ identity }) => identity.peer),
        ids,
      ));
});
