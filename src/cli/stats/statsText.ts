import { utcTimeMicros } from '../../shared/text/dateText';
import { durationText } from '../../shared/text/durationText';
import { peerOfNode } from '../../shared/text/peerNumber';
import { formatBytes, formatCount } from '../../shared/text/quantity';
import { visible } from '../../shared/text/visible';
import { textTable } from '../textTable';
import type { Stats } from './stats';

const TYPES: readonly string[] = [
  'TYPE',
  'MESSAGES',
  'SHARE',
  'IN',
  'OUT',
  'BYTES',
  'P50',
  'P95',
  'P99',
  'UNANSWERED',
];
const PEERS: readonly string[] = [
  'PEER',
  'MESSAGES IN',
  'OUT',
  'BYTES IN',
  'OUT',
  'UNANSWERED',
  'TYPE',
  'ADDRESS',
];
const EVENTS: readonly string[] = ['EVENT', 'COUNT', 'P50', 'P95', 'P99'];
const DIRECTIONS: readonly string[] = ['DIRECTION', 'MESSAGES', 'BYTES'];

/** Tables for people: by direction, by type and by peer, and what was lost. */
export function statsText(stats: Stats): string {
  const { span, traffic, others, losses } = stats;
  const { inboundMessages, inboundBytes, outboundMessages, outboundBytes } = traffic;
  const parts = [
    span ? `${time(span.from)} to ${time(span.to)}, ${spanText(span)}\n` : 'No events.\n',
    textTable(DIRECTIONS, [
      ['in', formatCount(inboundMessages), formatBytes(inboundBytes)],
      ['out', formatCount(outboundMessages), formatBytes(outboundBytes)],
      ['both', formatCount(traffic.messages), formatBytes(traffic.bytes)],
    ]),
    textTable(TYPES, typeRows(stats)),
    textTable(PEERS, peerRows(stats), 2),
    others === 0 ? 'Other events: 0\n' : textTable(EVENTS, eventRows(stats)),
    losses.length === 0
      ? 'Lost: 0\n'
      : losses.map(({ what, count }) => `${what}: ${formatCount(count)}\n`).join(''),
  ];
  return parts.join('\n');
}

function eventRows({ events }: Stats): (readonly string[])[] {
  return events.map(({ text, count, tookUs }) => {
    const [p50 = '', p95 = '', p99 = ''] = tookUs.map(durationText);
    return [visible(text), formatCount(count), p50, p95, p99];
  });
}

function typeRows({ types }: Stats): (readonly string[])[] {
  return types.map(({ total, traffic }) => {
    const { messageType, messages, bytes, share, latencyUs, unanswered } = total;
    const [p50 = '', p95 = '', p99 = ''] = latencyUs.map(durationText);
    return [
      messageType === undefined ? 'other types' : visible(messageType),
      formatCount(messages),
      `${(share * 100).toFixed(1)}%`,
      formatCount(traffic.inboundMessages),
      formatCount(traffic.outboundMessages),
      formatBytes(bytes),
      p50,
      p95,
      p99,
      unanswered === 0 ? '' : formatCount(unanswered),
    ];
  });
}

function peerRows({ peers, otherPeers }: Stats): (readonly string[])[] {
  const severalNodes = new Set(peers.map(({ pid }) => pid)).size > 1;
  const rows = peers.map(({ pid, peer, address, connectionType, traffic, unanswered }) => [
    peerOfNode({ pid, peer }, severalNodes),
    formatCount(traffic.inboundMessages),
    formatCount(traffic.outboundMessages),
    formatBytes(traffic.inboundBytes),
    formatBytes(traffic.outboundBytes),
    unanswered === 0 ? '' : formatCount(unanswered),
    visible(connectionType),
    visible(address),
  ]);
  if (otherPeers.messages === 0) return rows;
  const { messages, bytes } = otherPeers;
  return [...rows, ['others', formatCount(messages), '', formatBytes(bytes), '', '', '', '']];
}

function time(unixNs: bigint): string {
  return utcTimeMicros(Number(unixNs / 1000n));
}

function spanText({ from, to }: { from: bigint; to: bigint }): string {
  return durationText(Number((to - from) / 1000n));
}
