import type { Direction } from '../../shared/events/event';
import type { PeerNetwork } from '../../shared/text/peerNetworks';
import { OTHER_PEERS, type PeerIdentity } from '../index/peerTable';
import { peerNetwork } from '../model/peerNetwork';
import type { PeersModel } from '../model/peersModel';
import type { PeerTotals } from '../model/peerTotals';

/** What occurs in the capture that a filter is written for, and how many messages it has. */
export interface Vocabulary {
  messageTypes: ReadonlyMap<string, number>;
  connectionTypes: ReadonlyMap<string, number>;
  directions: Readonly<Record<Direction, number>>;
  /** By the process id. */
  nodes: ReadonlyMap<number, number>;
  peers: readonly KnownPeer[];
  /** More peers occurred than are listed, so that one that is missing may be among them. */
  hasOthers: boolean;
}

interface KnownPeer {
  peer: number;
  address: string;
  network: PeerNetwork;
  messages: number;
}

/** By the totals that are kept anyway. @param shows Whose messages the filter is for. */
export function vocabularyOf(
  { nodes: traced }: Pick<PeersModel, 'nodes'>,
  shows: (identity: PeerIdentity) => boolean = () => true,
): Vocabulary {
  const messageTypes = new Map<string, number>();
  const connectionTypes = new Map<string, number>();
  const nodes = new Map<number, number>();
  const directions = { inbound: 0, outbound: 0 };
  const peers: KnownPeer[] = [];
  let hasOthers = false;

  const addTotals = (pid: number, { traffic, types }: PeerTotals): void => {
    add(nodes, pid, traffic.messages);
    directions.inbound += traffic.inboundMessages;
    directions.outbound += traffic.outboundMessages;
    for (const { messageType, messages } of types.values())
      if (messageType !== undefined) add(messageTypes, messageType, messages);
  };
  for (const { pid, byId, others } of traced.values()) {
    for (const peer of byId.values()) {
      const { identity, traffic } = peer;
      if (!shows(identity)) continue;
      addTotals(pid, peer);
      const { peer: id, address, connectionType } = identity;
      if (connectionType !== '') add(connectionTypes, connectionType, traffic.messages);
      const network = peerNetwork(identity, peer.network);
      peers.push({ peer: id, address, network, messages: traffic.messages });
    }
    const rest = { pid, peer: OTHER_PEERS, address: '', connectionType: '' };
    if (others.revision === 0 || !shows(rest)) continue;
    addTotals(pid, others);
    hasOthers = true;
  }
  return { messageTypes, connectionTypes, nodes, directions, peers, hasOthers };
}

function add<K>(counts: Map<K, number>, key: K, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}
