import type { TypeTotal } from '../../shared/typeTotal';
import type { Answers } from './answerTimes';
import type { PeersModel } from './peersModel';
import { TypeTraffic } from './traffic';

/** Of the latencies that a total tells. */
const PERCENTILES = [0.5, 0.95, 0.99];

/** By message type, of all nodes and peers, those with the most messages first. */
export function typeTotals(
  peers: Pick<PeersModel, 'nodes' | 'traffic'>,
  answers: readonly Answers[],
): TypeTotal[] {
  const answersOf = new Map(answers.map((each) => [each.messageType, each]));
  const all = Math.max(1, peers.traffic.messages);
  return trafficByType(peers).map(({ messageType, messages, bytes }) => {
    const { latency, unanswered = 0 } = answersOf.get(messageType) ?? {};
    const latencyUs = latency?.count ? PERCENTILES.map((share) => latency.percentile(share)!) : [];
    return { messageType, messages, bytes, share: messages / all, latencyUs, unanswered };
  });
}

/** Sums of all nodes and peers, those with the most messages first. */
export function trafficByType({ nodes }: Pick<PeersModel, 'nodes'>): TypeTraffic[] {
  const totals = new Map<string | undefined, TypeTraffic>();
  for (const node of nodes.values())
    for (const { types } of [node.others, ...node.byId.values()])
      for (const type of types.values()) {
        const total = totals.get(type.messageType) ?? new TypeTraffic(type.messageType);
        totals.set(type.messageType, total);
        total.absorb(type);
      }
  return [...totals.values()].sort((a, b) => b.messages - a.messages);
}
