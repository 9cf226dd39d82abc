import assert from 'node:assert/strict';
import { localTime } from '../../../src/shared/text/dateText';
import { nodeTitle } from '../../../src/capture/model/nodeTitle';
import {
  closedText,
  nodeDescription,
  peerDescription,
  peerLabel,
  trafficText,
} from '../../../src/extension/peers/peerText';
import { aboutPeer } from '../../../src/extension/peers/aboutPeer';
import { temporaryDirectory } from '../support/directory';
import { connection, EventFlag, EventKind, message, misbehaving, NODE } from '../support/frames';
import { recordingOf } from './support';

const ONION = `${'a'.repeat(56)}.onion:8333`;

describe('texts of a peer', () => {
  const path = temporaryDirectory();
  let files = 0;
  const recording = (...frames: Buffer[]) => recordingOf(path(`${files++}`), ...frames);

  it('shows the address in full', async () => {
    const { peers } = await recording(message({ peer: 11, address: ONION }));
    assert.equal(
      peerLabel(peers.peers[0]!.identity, () => undefined),
      `11  ${ONION}`,
    );
  });

  it('keeps a node’s name short, whatever a file calls it', () => {
    assert.equal(nodeTitle(undefined, `/usr/bin/${'x'.repeat(3000)}`), `${'x'.repeat(100)}…`);
  });

  it('counts outbound before inbound, as p2p_monitor does', async () => {
    const { peers } = await recording(
      message({ direction: 'outbound', size: 89_000n, connectionType: 'outbound-full-relay' }),
      message({ size: 1_200_000n, type: 'block' }),
      message({ size: 0n, type: 'verack' }),
    );
    const peer = peers.peers[0]!;
    assert.equal(trafficText(peer.traffic), '↑1 (89 kB) ↓2 (1.2 MB)');
    assert.equal(peerDescription(peer), '↑1 (89 kB) ↓2 (1.2 MB) outbound-full-relay');
  });

  it('says why a peer is closed where the node told', async () => {
    const { peers } = await recording(
      connection(EventKind.InboundConnection, { peer: 1 }),
      connection(EventKind.ClosedConnection, { peer: 1 }),
      misbehaving('bad [x](y)\x1b', { peer: 2 }),
      connection(EventKind.ClosedConnection, { peer: 2 }),
      connection(EventKind.EvictedInboundConnection, { peer: 3 }),
    );
    assert.deepEqual(peers.peers.map(closedText), [
      'closed',
      'closed after misbehaving: bad [x](y)⟨U+001B⟩',
      'evicted',
    ]);
    assert.match(peerDescription(peers.peers[2]!), /^evicted · /);
    assert.equal(nodeDescription(peers.nodes.get(4242)!), 'pid 4242 · 0 peers');
    peers.nodeEnded(4242);
    assert.equal(nodeDescription(peers.nodes.get(4242)!), 'pid 4242 · not running');
  });

  it('says of a misbehaviour that no reason was given, or that it could not be read', async () => {
    const { peers } = await recording(
      misbehaving('', { peer: 1 }),
      connection(EventKind.ClosedConnection, { peer: 1 }),
      misbehaving('', { peer: 2, flags: EventFlag.Unreadable }),
      connection(EventKind.ClosedConnection, { peer: 2 }),
    );
    assert.deepEqual(peers.peers.map(closedText), [
      'closed after misbehaving: no reason given',
      'closed after misbehaving: the reason could not be read',
    ]);
  });

  it('names a node as it was found, or after its binary', () => {
    assert.equal(
      nodeTitle({ ...NODE, chain: 'regtest' }, '/usr/bin/bitcoind'),
      'bitcoind · regtest',
    );
    assert.equal(nodeTitle(undefined, '/usr/bin/bitcoin-qt'), 'bitcoin-qt');
  });
});

describe('aboutPeer', () => {
  const path = temporaryDirectory();

  it('tells what the version message said, as plain text', async () => {
    const agent = '/[x](command:a)<b>/';
    const version = Buffer.alloc(80 + 1 + agent.length + 5);
    version.writeInt32LE(70016, 0);
    version.writeBigUInt64LE(9n, 4);
    version[80] = agent.length;
    version.write(agent, 81, 'latin1');
    version.writeInt32LE(840_000, 81 + agent.length);
    const recording = await recordingOf(
      path('tooltip'),
      connection(EventKind.OutboundConnection, { timeNs: 2e9, network: 3 }),
      message({ type: 'version', payload: version, timeNs: 3e9 }),
      message({ type: 'ping', direction: 'outbound', payload: Buffer.alloc(8), timeNs: 4e9 }),
      message({ type: 'pong', payload: Buffer.alloc(8), timeNs: 4e9 + 12_340_000 }),
    );
    recording.nameOf = (address) => (address === '127.0.0.1:8333' ? 'my \u202enode' : undefined);
    const { title, facts } = aboutPeer(recording.peers.peers[0]!, recording);
    assert.equal(title, 'Peer 0  my ⟨U+202E⟩node');
    for (const fact of [
      ['Address', '127.0.0.1:8333'],
      ['User agent', agent],
      ['Network', 'Onion'],
      ['Protocol version', '70016'],
      ['Services', 'NETWORK, WITNESS'],
      ['Start height', '840000'],
      ['Last ping', '12 ms'],
      ['Outbound', '1 message, 8 B'],
      ['Connected since', localTime(1_700_000_001_000)],
    ])
      assert.deepEqual(
        facts.find(([name]) => name === fact[0]),
        fact,
      );
  });

  it('says that a connection is older than the trace', async () => {
    const recording = await recordingOf(path('older'), message({ timeNs: 1e9 }));
    assert.match(
      aboutPeer(recording.peers.peers[0]!, recording).facts.join('\n'),
      /older than the trace/,
    );
  });
});
