/** A node's id of a peer as it is shown: `?` where the peer is one of too many to be told apart. */
export function peerNumber(peer: number): string {
  return Number.isFinite(peer) ? String(peer) : '?';
}
