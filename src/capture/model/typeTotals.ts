import type { PeersModel } from './peersModel';
import { TypeTraffic } from './traffic';

/** What was exchanged by message type, of all nodes and peers, those with the most messages first. */
export function typeTotals(peers: Pick<PeersModel, 'nodes'>): TypeTraffic[] {
  const totals = new Map<string | undefined, TypeTraffic>();
  for (const node of peers.nodes.values())
    for (const { types } of [node.others, ...node.byId.values()])
      for (const type of types.values()) {
        const total = totals.get(type.messageType) ?? new TypeTraffic(type.messageType);
        totals.set(type.messageType, total);
        total.absorb(type);
      }
  return [...totals.values()].sort((a, b) => b.messages - a.messages);
}
