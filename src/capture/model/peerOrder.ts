import { assertNever } from '../../shared/assertNever';
import type { Peer } from './peer';

/** By id from the lowest; by bytes from the most; by activity from the latest. */
export type PeerOrder = 'id' | 'bytes' | 'activity';

/** A sorted copy; equal ones by id. */
export function sortPeers(peers: readonly Peer[], order: PeerOrder): Peer[] {
  return [...peers].sort((a, b) => compare(a, b, order) || a.identity.peer - b.identity.peer);
}

function compare(a: Peer, b: Peer, order: PeerOrder): number {
  switch (order) {
    case 'id':
      return 0;
    case 'bytes':
      return b.traffic.bytes - a.traffic.bytes;
    case 'activity':
      return b.lastNs - a.lastNs;
    default:
      return assertNever(order);
  }
}
