import assert from 'node:assert/strict';
import { RowGone } from '../../../src/capture/index/rowGone';
import { MESSAGE_TYPES } from '../../../src/bitcoin/messageTypes';
import { Capture } from '../../../src/capture/capture';
import { PeersModel } from '../../../src/capture/model/peersModel';
import {
  isOtherPeers,
  MAX_NODES,
  MAX_PEERS,
  MAX_SILENT,
  OTHER_PROCESSES,
  PeerTable,
} from '../../../src/capture/index/peerTable';
import { decodeHello, encodeHello } from '../../../src/shared/frames/hello';
import { peerNumber } from '../../../src/shared/text/peerNumber';
import { temporaryDirectory } from '../support/directory';
import { connection, EventKind, HELLO, hello, message } from '../support/frames';
import { viewOf, whole } from '../support/queryViews';

describe('PeerTable', () => {
  it('takes any number of peers, though it tells a million apart', () => {
    const table = new PeerTable();
    for (let peer = 0; peer < MAX_PEERS; peer++) table.intern(1, peer, peer);
    const other = table.intern(1, MAX_PEERS, MAX_PEERS);
    assert.ok(isOtherPeers(table.peers[other]!));
    assert.equal(peerNumber(table.peers[other]!.peer), '?');
    assert.equal(table.intern(1, MAX_PEERS + 1, MAX_PEERS + 1), other);
    assert.equal(table.intern(1, 5, MAX_PEERS + 2), 5);
    const elsewhere = table.intern(2, 0, MAX_PEERS + 3);
    assert.notEqual(elsewhere, other);
    assert.deepEqual([table.peers[elsewhere]!.pid, table.peers.length], [2, MAX_PEERS + 2]);
    // There is room again once rows of closed ones are gone.
    for (let peer = 0; peer < 10; peer++) table.setOpen(peer, false);
    table.dropBefore(100);
    assert.equal(table.peers[table.intern(1, MAX_PEERS + 9, MAX_PEERS + 4)]!.peer, MAX_PEERS + 9);
  }).timeout(60_000);

  it('gives the number of a closed peer to another one, once its rows are gone', () => {
    const table = new PeerTable();
    const first = table.intern(1, 7, 0);
    const before = table.peers[first]!;
    const open = table.intern(1, 8, 1);
    table.setOpen(first, false);
    table.dropBefore(0);
    assert.equal(table.find(1, 7), before);
    table.dropBefore(2);
    assert.equal(table.find(1, 7), undefined);
    assert.equal(table.find(1, 8), table.peers[open]);
    const { revision } = table;
    assert.equal(table.intern(1, 9, 2), first);
    assert.equal(table.revision, revision + 1);
    assert.notEqual(table.peers[first], before);
    // The same id again is another peer: processes get their numbers again, too.
    table.setOpen(first, false);
    table.dropBefore(3);
    assert.equal(table.intern(1, 7, 3), first);
    assert.notEqual(table.peers[first], before);
  });

  it('forgets those that were silent longest of whose end nobody told', () => {
    const table = new PeerTable();
    for (let peer = 0; peer < MAX_SILENT + 100; peer++) table.intern(1, peer, peer);
    table.dropBefore(MAX_SILENT + 100);
    assert.equal(table.find(1, 99), undefined);
    assert.ok(table.find(1, 100));
    assert.ok(table.find(1, MAX_SILENT + 99));
  });

  it('tells so many processes apart, and the others from them', () => {
    const table = new PeerTable();
    for (let pid = 0; pid < 300_000; pid++) table.intern(pid, 1, pid);
    assert.equal(table.peers.length, MAX_NODES + 1);
    const other = table.peers[table.intern(250_000, 7, 300_000)]!;
    assert.deepEqual([other.pid, isOtherPeers(other)], [OTHER_PROCESSES, true]);
    assert.equal(table.peers[table.intern(MAX_NODES - 1, 1, 300_001)]!.pid, MAX_NODES - 1);
  });
});

describe('a row of the index', () => {
  const path = temporaryDirectory();

  it('names its own peer, though another one had the number', async () => {
    const capture = await Capture.create(path('numbers'));
    const { index } = capture;
    const closed = connection(EventKind.ClosedConnection, { peer: 1 });
    await capture.append(Buffer.concat([hello, message({ peer: 1 }), closed]));
    const first = index.peers[0];
    const view = viewOf(capture, '', (number) => index.peers[number] === first);
    assert.deepEqual(await whole(view, capture), [0, 1]);
    index.dropBefore(2);
    await capture.append(message({ peer: 2, address: 'two:1' }));
    assert.equal(index.peer(2), 0);
    assert.deepEqual(index.peers[0]!.address, 'two:1');
    assert.equal(index.peers[0], index.findPeer(4242, 2));
    assert.deepEqual(await whole(view, capture), [], 'a view of the first has none of the second');
    assert.throws(() => index.peer(0), RowGone);
    await capture.close();
  });
});

describe('the lists of a hello', () => {
  it('are cut', () => {
    const many = Array.from({ length: 100_000 }, (_, i) => `p${i}`);
    const unattached = many.map((name) => ({ name, reason: '' }));
    const read = decodeHello(encodeHello({ ...HELLO, tracepoints: many, unattached }));
    assert.deepEqual([read.tracepoints.length, read.unattached.length], [256, 256]);
    assert.equal(read.tracepoints[255], 'p255');
  });
});

describe('PeersModel with peers that mean no good', () => {
  const path = temporaryDirectory();
  let files = 0;

  async function modelOf(...runs: Buffer[]): Promise<PeersModel> {
    const capture = await Capture.create(path(`${files++}`));
    const model = new PeersModel();
    model.follow(capture);
    await capture.append(hello);
    for (const run of runs) await capture.append(run);
    await capture.close();
    return model;
  }

  it('keeps few of the message types that a peer invents, and all of Core’s', async () => {
    const types = [...Array.from({ length: 3000 }, (_, i) => `t${i}`), ...MESSAGE_TYPES];
    const frames = types.map((type, i) => message({ type, size: BigInt(i) }));
    const [peer] = (await modelOf(Buffer.concat(frames))).peers;
    assert.ok(peer!.types.size < 100, `${peer!.types.size} types`);
    const names = new Set([...peer!.types.values()].map(({ messageType }) => messageType));
    for (const type of MESSAGE_TYPES) assert.ok(names.has(type), type);
    const sum = [...peer!.types.values()].reduce((bytes, type) => bytes + type.bytes, 0);
    assert.equal(sum, (types.length * (types.length - 1)) / 2);
  });

  it('keeps little of a version message, however long it is', async () => {
    const payload = Buffer.alloc(1_000_000);
    payload.writeInt32LE(70016, 0);
    payload.write('\x04abcd', 80, 'latin1');
    const { version } = (await modelOf(message({ type: 'version', payload }))).peers[0]!;
    assert.equal(version!.userAgent, 'abcd');
    assert.ok(version!.receiver.ip.buffer.byteLength < 100_000);
  });

  it('folds processes beyond those that it tells apart', async () => {
    const pids = Array.from({ length: 3 * MAX_NODES }, (_, pid) => pid + 1);
    const model = await modelOf(
      Buffer.concat(pids.map((pid) => message({ pid, peer: 3, size: 10n }))),
    );
    assert.equal(model.nodes.size, MAX_NODES + 1);
    const others = model.nodes.get(OTHER_PROCESSES)!;
    assert.equal(others.others.traffic.bytes, 10 * 2 * MAX_NODES);
    const sum = [...model.nodes.values()].reduce((bytes, { traffic }) => bytes + traffic.bytes, 0);
    assert.equal(sum, model.traffic.bytes);
  });

  it('takes a peer for itself again after it was folded', async () => {
    const capture = await Capture.create(path(`${files++}`));
    const model = new PeersModel();
    model.follow(capture);
    await capture.append(hello);
    const close = (peer: number) => [
      message({ peer, size: 5n, timeNs: peer }),
      connection(EventKind.ClosedConnection, { peer, timeNs: peer }),
    ];
    for (let peer = 0; peer < 5000; peer++) await capture.append(Buffer.concat(close(peer)));
    const node = model.nodes.get(4242)!;
    assert.equal(node.byId.has(0), false);
    assert.equal(node.others.peers + node.byId.size, 5000);
    await capture.append(message({ peer: 0, size: 7n }));
    assert.equal(node.byId.get(0)!.traffic.bytes, 7);
    assert.equal(model.peerOf(capture.index.peers[0]!), node.byId.get(0));
    assert.equal(node.traffic.bytes, 5 * 5000 + 7);
    await capture.close();
  });
});
