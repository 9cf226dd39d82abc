/** A node's id of a peer as it is shown: `?` where the peer is one of too many to be told apart. */
export function peerNumber(peer: number): string {
  return Number.isFinite(peer) ? String(peer) : '?';
}

/** `7`, or `4711/7` where there are several nodes: of the process 4711. */
export function peerOfNode(
  { pid, peer }: { pid: number; peer: number },
  severalNodes: boolean,
): string {
  return severalNodes ? `${pid}/${peerNumber(peer)}` : peerNumber(peer);
}
