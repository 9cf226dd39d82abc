import assert from 'node:assert/strict';
import { EventIndex } from '../../../../src/capture/index/eventIndex';
import {
  PEER_SORTS,
  sortPeerFacts,
  type PeerColumn,
} from '../../../../src/capture/model/peerColumns';
import { factsOf, NOTHING_FOUND, type PeerFacts } from '../../../../src/capture/model/peerFacts';
import { PeersModel } from '../../../../src/capture/model/peersModel';
import { connection, EventKind, message, misbehaving } from '../../support/frames';

const measuresOf = (peer: number, found = NOTHING_FOUND) => ({ rate: peer, unanswered: 0, found });

function factsAfter(...frames: Buffer[]): PeerFacts[] {
  const index = new EventIndex();
  for (const frame of frames)
    index.add(new DataView(frame.buffer, frame.byteOffset, frame.length), 0, frame.length, 0);
  const peers = new PeersModel();
  peers.add({ index, from: 0, to: index.length, frame: (row) => frames[row]! });
  return peers.peers.map((peer) => factsOf(peer, measuresOf(peer.identity.peer)));
}

describe('factsOf', () => {
  it('knows direction and network by the connection, else by type and address', () => {
    const facts = factsAfter(
      connection(EventKind.InboundConnection, { peer: 0, network: 3, address: '127.0.0.1:5' }),
      message({ peer: 1, address: 'abc.onion:8333', connectionType: 'outbound-full-relay' }),
      message({ peer: 2, address: 'abc.b32.i2p:0', connectionType: 'inbound' }),
      message({ peer: 3, address: '[fc12::1]:8333', connectionType: 'manual' }),
      message({ peer: 4, address: '[2a02::1]:8333', connectionType: 'block-relay-only' }),
      message({ peer: 5, address: '93.184.216.34:8333', connectionType: 'feeler' }),
      message({ peer: 6, address: '127.0.0.1:8333', connectionType: '' }),
    );
    assert.deepEqual(
      facts.map(({ direction, network }) => [direction, network]),
      [
        ['inbound', 'onion'],
        ['outbound', 'onion'],
        ['inbound', 'i2p'],
        ['outbound', 'cjdns'],
        ['outbound', 'ipv6'],
        ['outbound', 'ipv4'],
        [undefined, ''],
      ],
    );
  });

  it('has what a person should know about a peer as remarks', () => {
    const [good, bad] = factsAfter(
      message({ peer: 0 }),
      message({ peer: 1 }),
      misbehaving('bad header', { peer: 1 }),
      connection(EventKind.EvictedInboundConnection, { peer: 1 }),
    );
    assert.deepEqual(good!.remarks, []);
    assert.deepEqual(bad!.remarks, ['misbehaving: bad header', 'evicted']);
    const { remarks } = factsOf(bad!.peer, measuresOf(1, { errors: 2, warnings: 1 }));
    assert.deepEqual(remarks, ['2 errors, 1 warning', 'misbehaving: bad header', 'evicted']);
  });
});

describe('sortPeerFacts', () => {
  it('sorts by each column both ways, and equal ones by id', () => {
    const facts = factsAfter(
      message({ peer: 2, type: 'inv', payload: Buffer.alloc(9), address: '10.0.0.1:1', timeNs: 5 }),
      message({ peer: 10, payload: Buffer.alloc(4), address: '9.0.0.1:1', timeNs: 7 }),
      message({ peer: 3, payload: Buffer.alloc(4), address: '9.0.0.1:1', timeNs: 7 }),
    );
    const ids = (column: PeerColumn, descending = false): number[] =>
      sortPeerFacts([...facts], column, descending).map(({ id }) => id);
    assert.deepEqual(ids('id'), [2, 3, 10]);
    assert.deepEqual(ids('id', true), [10, 3, 2]);
    assert.deepEqual(ids('bytesIn'), [3, 10, 2]);
    assert.deepEqual(ids('bytesIn', true), [2, 3, 10]);
    assert.deepEqual(ids('address'), [3, 10, 2]);
    // The latest message first.
    assert.deepEqual(ids('last'), [3, 10, 2]);
    assert.deepEqual(ids('ping'), [2, 3, 10]);
    for (const column of Object.keys(PEER_SORTS) as PeerColumn[])
      assert.equal(ids(column).length, 3);
  });
});
