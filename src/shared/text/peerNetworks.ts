/** How a peer is connected, by enum Network of Core's netaddress.h: 1 IPv4, 2 IPv6, … */
export const PEER_NETWORKS = [
  { id: '', name: 'not publicly routable' },
  { id: 'ipv4', name: 'IPv4' },
  { id: 'ipv6', name: 'IPv6' },
  { id: 'onion', name: 'Onion' },
  { id: 'i2p', name: 'I2P' },
  { id: 'cjdns', name: 'CJDNS' },
] as const;

export type PeerNetwork = (typeof PEER_NETWORKS)[number]['id'];

/** A network as every view calls it. */
export function networkName(network: PeerNetwork): string {
  return PEER_NETWORKS.find(({ id }) => id === network)!.name;
}
