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

export const STORY_PHASES = ['announced', 'asked', 'delivered'] as const;
export type StoryPhase = (typeof STORY_PHASES)[number];

/** What one peer had to do with it: the first message of each phase. */
export interface StoryPeer extends Partial<Record<StoryPhase, StoryStep>> {
  identity: PeerIdentity;
  /** The first of all. */
  first: StoryStep;
  /** The first by which it announced or sent it to the node. */
  heard?: StoryStep;
  /** It named it to the node, and was not only told of it. */
  named: boolean;
}

/** Peers that are told. */
const MOST_PEERS = 1000;

const PHASES: Readonly<Record<string, StoryPhase>> = {
  inv: 'announced',
  headers: 'announced',
  getdata: 'asked',
  getblocktxn: 'asked',
  tx: 'delivered',
  block: 'delivered',
  cmpctblock: 'delivered',
  blocktxn: 'delivered',
  merkleblock: 'delivered',
};

/**
 * How a transaction or block came and went: the peers in the order in which they first named it.
 * @param rows Ascending: the messages that name it.
 */
export function tellStory(
  index: Pick<EventIndex, 'direction' | 'messageType' | 'timeNs' | 'peer' | 'peers'>,
  rows: readonly number[],
): StoryPeer[] {
  const peers = new Map<number, StoryPeer>();
  let first: number | undefined;
  for (const row of rows) {
    const direction = index.direction(row);
    const messageType = index.messageType(row);
    if (!direction || messageType === '') continue;
    first ??= index.timeNs(row);
    const step = { row, direction, messageType, sinceNs: index.timeNs(row) - first };
    const number = index.peer(row);
    let peer = peers.get(number);
    if (!peer) {
      if (peers.size === MOST_PEERS) continue;
      peer = { identity: index.peers[number]!, first: step, named: false };
      peers.set(number, peer);
    }
    const phase = PHASES[messageType];
    if (phase) peer[phase] ??= step;
    if (direction === 'outbound') continue;
    peer.named = true;
    // The node may have announced it to the peer before.
    if (phase && phase !== 'asked') peer.heard ??= step;
  }
  return [...peers.values()];
}
