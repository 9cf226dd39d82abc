import type { Chain } from '../../bitcoin/read/payload';
import type { PeersModel } from './peersModel';

/** nDefaultPort of Core's kernel/chainparams.cpp. */
const DEFAULT_PORTS: ReadonlyMap<string, Chain> = new Map([
  ['8333', 'main'],
  ['18333', 'test'],
  ['48333', 'testnet4'],
  ['38333', 'signet'],
  ['18444', 'regtest'],
]);

const LOOPBACK = /^(127\.|\[::1\]|localhost)/;

/** What events tell about a peer. */
export interface KnownPeer {
  /** The address with port that the tracepoints give; '' while it is not known. */
  address: string;
  connectionType: string;
  /** enum Network of Core's netaddress.h; undefined where no connection event was seen. */
  network: number | undefined;
}

/** The peers of a model, or of one of its nodes. */
export function knownPeers(peers: PeersModel['peers']): KnownPeer[] {
  return peers.map(({ identity: { address, connectionType }, network }) => ({
    address,
    connectionType,
    network,
  }));
}

/**
 * The chain of a node, which no message names, by its peers: by the default port that most of those
 * have which it connected to; regtest where all are certainly on this machine.
 * @returns undefined when they do not tell.
 */
export function guessChain(peers: Iterable<KnownPeer>): Chain | undefined {
  const votes = new Map<Chain, number>();
  let local = 0;
  let elsewhere = 0;
  for (const peer of peers) {
    if (peer.address === '') continue;
    if (isLocal(peer)) local++;
    else elsewhere++;
    const chain = chainOfPort(peer);
    if (chain) votes.set(chain, (votes.get(chain) ?? 0) + 1);
  }
  const [most] = [...votes].sort(([, a], [, b]) => b - a);
  return most?.[0] ?? (local > 0 && elsewhere === 0 ? 'regtest' : undefined);
}

/**
 * Tor hands peers of an onion service over from 127.0.0.1: inbound, and of the onion network for Core.
 * Without the connection's own event such a peer cannot be told from one on this machine.
 */
function isLocal({ address, connectionType, network }: KnownPeer): boolean {
  if (!LOOPBACK.test(address)) return false;
  return network === undefined ? connectionType !== 'inbound' : network === 0;
}

/** The port of a peer that connected to the node is any. */
function chainOfPort({ address, connectionType }: KnownPeer): Chain | undefined {
  if (connectionType === 'inbound') return undefined;
  return DEFAULT_PORTS.get(/:(\d+)$/.exec(address)?.[1] ?? '');
}
