import assert from 'node:assert/strict';
import { guessChain, knownPeers, type KnownPeer } from '../../../src/capture/model/guessChain';
import { recordingOf } from '../extension/support';
import { temporaryDirectory } from '../support/directory';
import { connection, EventKind, message } from '../support/frames';

const ONION = 3;
const UNROUTABLE = 0;

function peer(
  address: string,
  connectionType = 'outbound-full-relay',
  network?: number,
): KnownPeer {
  return { address, connectionType, network };
}

describe('guessChain', () => {
  const tor = peer('127.0.0.1:50001', 'inbound', ONION);
  const local = peer('127.0.0.1:50001', 'inbound', UNROUTABLE);
  const unseen = peer('127.0.0.1:50001', 'inbound');
  const cases: [what: string, peers: KnownPeer[], chain: string | undefined][] = [
    [
      'the default port that most have',
      [peer('[2a02::1]:8333'), peer('1.2.3.4:55000'), peer('abc.onion:8333')],
      'main',
    ],
    ['one that has it', [peer('1.2.3.4:38333'), local], 'signet'],
    ['the majority', [peer('1.2.3.4:18333'), peer('1.2.3.5:18333'), peer('1.2.3.4:8333')], 'test'],
    ['peers on this machine', [local, peer('127.0.0.1:50002'), peer('')], 'regtest'],
    ['peers here and elsewhere', [local, peer('8.8.8.8:50002')], undefined],
    ['no addresses', [peer(''), peer('')], undefined],
    ['inbound onion peers only', [tor, { ...tor, address: '127.0.0.1:50002' }], undefined],
    ['inbound onion peers beside a program of this machine', [tor, local], undefined],
    ['inbound loopback peers of before the trace', [unseen], undefined],
    ['those beside a program of this machine', [unseen, local], undefined],
    ['ports of inbound peers, which are any', [peer('1.2.3.4:38333', 'inbound', 1)], undefined],
  ];
  for (const [what, peers, chain] of cases)
    it(`takes ${what} as ${chain ?? 'any chain'}`, () => {
      assert.equal(guessChain(peers), chain);
    });

  const path = temporaryDirectory();

  it('knows of a peer what its connection’s event says', async () => {
    const { peers } = await recordingOf(
      path('onion'),
      connection(EventKind.InboundConnection, { peer: 1, network: ONION }),
      message({ peer: 1, address: '127.0.0.1:41234' }),
      message({ peer: 2, address: '127.0.0.1:8333', connectionType: 'manual' }),
    );
    assert.deepEqual(knownPeers(peers.peers), [
      peer('127.0.0.1:41234', 'inbound', ONION),
      peer('127.0.0.1:8333', 'manual'),
    ]);
  });
});
