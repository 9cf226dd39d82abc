import type { Peer } from './peer';

/** How many connections of each direction are open, of how many no direction is known, and how many are closed. */
export interface PeerCounts {
  inbound: number;
  outbound: number;
  unknown: number;
  closed: number;
}

/** How many are open: the one number of peers that all views tell. */
export function countOpen(peers: readonly Peer[]): number {
  return peers.reduce((count, { open }) => count + (open ? 1 : 0), 0);
}

export function countPeers(peers: readonly Peer[]): PeerCounts {
  const counts: PeerCounts = { inbound: 0, outbound: 0, unknown: 0, closed: 0 };
  for (const { open, direction, identity } of peers) {
    const type = identity.connectionType;
    if (!open) counts.closed++;
    else if (direction === 'inbound' || type === 'inbound') counts.inbound++;
    else if (direction === 'outbound' || type !== '') counts.outbound++;
    else counts.unknown++;
  }
  return counts;
}
