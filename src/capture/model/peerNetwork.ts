import { PEER_NETWORKS, type PeerNetwork } from '../../shared/text/peerNetworks';
import type { PeerIdentity } from '../index/peerTable';
import type { PeersModel } from './peersModel';

/**
 * What a peer is connected through: the network that the node named when the connection opened or
 * closed; otherwise the form of the address tells.
 * @param network Peer.network.
 */
export function peerNetwork(
  { address }: Pick<PeerIdentity, 'address'>,
  network: number | undefined,
): PeerNetwork {
  if (network !== undefined && network > 0) return PEER_NETWORKS[network]?.id ?? '';
  return networkOfAddress(address);
}

/** What the form of an address tells. */
export function networkOfAddress(address: string): PeerNetwork {
  if (/\.onion(:\d+)?$/.test(address)) return 'onion';
  if (/\.i2p(:\d+)?$/.test(address)) return 'i2p';
  if (/^\[fc/i.test(address)) return 'cjdns';
  if (address.startsWith('[')) return 'ipv6';
  return /^[\d.]+(:\d+)?$/.test(address) ? 'ipv4' : '';
}

/** The same of the peers of a model. */
export function networksOf(
  peers: Pick<PeersModel, 'peerOf'>,
): (identity: PeerIdentity) => PeerNetwork {
  return (identity) => peerNetwork(identity, peers.peerOf(identity)?.network);
}
