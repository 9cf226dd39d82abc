import type { Traffic } from '../../capture/model/peer';
import { visibleJson } from '../../shared/text/visible';
import type { Stats } from './stats';

/** One object; times are Unix nanoseconds and strings, latencies microseconds. */
export function statsJson(stats: Stats): string {
  const { span, traffic, others, events, types, peers, otherPeers, losses } = stats;
  const object = {
    from: span && String(span.from),
    to: span && String(span.to),
    ...directions(traffic),
    other_events: others,
    events: events.map(({ what, reason, count, tookUs: [p50, p95, p99] }) => ({
      what,
      ...(reason !== '' && { reason }),
      count,
      ...(p50 !== undefined && { took_us: { p50, p95, p99 } }),
    })),
    types: types.map(({ total, traffic: both }) => {
      const [p50, p95, p99] = total.latencyUs;
      return {
        message_type: total.messageType ?? null,
        ...directions(both),
        latency_us: p50 === undefined ? undefined : { p50, p95, p99 },
        unanswered: total.unanswered,
      };
    }),
    peers: peers.map(({ pid, peer, address, connectionType, traffic: both, unanswered }) => ({
      pid,
      peer: Number.isFinite(peer) ? peer : null,
      address,
      connection_type: connectionType,
      ...directions(both),
      unanswered,
    })),
    other_peers: otherPeers,
    losses: losses.map(({ kind, what, count }) => ({ kind, what, count })),
  };
  return `${visibleJson(JSON.stringify(object))}\n`;
}

function directions(traffic: Traffic) {
  return {
    messages: traffic.messages,
    bytes: traffic.bytes,
    in: { messages: traffic.inboundMessages, bytes: traffic.inboundBytes },
    out: { messages: traffic.outboundMessages, bytes: traffic.outboundBytes },
  };
}
