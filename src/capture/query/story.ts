import type { EventIndex } from '../index/eventIndex';
import type { PeerIdentity } from '../index/peerTable';

/** A message that names the transaction or block. */
export interface StoryStep {
  row: number;
  direction: 'inbound' | 'outbound';
  messageType: string;
  /** Nanoseconds since the first of all. */
  sinceNs: number;
}

/** What one peer had to do with it, in order. */
export interface StoryPeer {
  identity: PeerIdentity;
  steps: StoryStep[];
}

/** Steps that are told of one peer; a block that is asked for again and again has more. */
const MOST_STEPS = 12;
/** Peers that are told. */
const MOST_PEERS = 200;

/**
 * How a transaction or block came and went: the peers in the order in which they first named it.
 * @param rows Ascending: the messages that name it.
 */
export function tellStory(index: EventIndex, rows: readonly number[]): StoryPeer[] {
  const peers = new Map<number, StoryPeer>();
  let first: number | undefined;
  for (const row of rows) {
    const direction = index.direction(row);
    if (!direction) continue;
    first ??= index.timeNs(row);
    const number = index.peer(row);
    let peer = peers.get(number);
    if (!peer) {
      if (peers.size === MOST_PEERS) continue;
      peer = { identity: index.peers[number]!, steps: [] };
      peers.set(number, peer);
    }
    if (peer.steps.length === MOST_STEPS) continue;
    const sinceNs = index.timeNs(row) - first;
    peer.steps.push({ row, direction, messageType: index.messageType(row), sinceNs });
  }
  return [...peers.values()];
}
