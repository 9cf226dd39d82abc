import { utcTimeMicros } from '../../shared/text/dateText';
import { durationText } from '../../shared/text/durationText';
import { peerNumber } from '../../shared/text/peerNumber';
import { formatBytes, formatCount } from '../../shared/text/quantity';
import { visible } from '../../shared/text/visible';
import type { Stats } from './stats';

type Cells = readonly string[];

const TYPES: Cells = [
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
const PEERS: Cells = [
  'PEER',
  'MESSAGES IN',
  'OUT',
  'BYTES IN',
  'OUT',
  'UNANSWERED',
  'TYPE',
  'ADDRESS',
];
const EVENTS: Cells = ['EVENT', 'COUNT', 'P50', 'P95', 'P99'];
const DIRECTIONS: Cells = ['DIRECTION', 'MESSAGES', 'BYTES'];

/** Tables for people: by direction, by type and by peer, and what was lost. */
export function statsText(stats: Stats): string {
  const { span, traffic, others, losses } = stats;
  const { inboundMessages, inboundBytes, outboundMessages, outboundBytes } = traffic;
  const parts = [
    span ? `${time(span.from)} to ${time(span.to)}, ${spanText(span)}\n` : 'No events.\n',
    table(DIRECTIONS, [
      ['in', formatCount(inboundMessages), formatBytes(inboundBytes)],
      ['out', formatCount(outboundMessages), formatBytes(outboundBytes)],
      ['both', formatCount(traffic.messages), formatBytes(traffic.bytes)],
    ]),
    table(TYPES, typeRows(stats)),
    table(PEERS, peerRows(stats), 2),
    others === 0 ? 'Other events: 0\n' : table(EVENTS, eventRows(stats)),
    losses.length === 0
      ? 'Lost: 0\n'
      : losses.map(({ what, count }) => `${what}: ${formatCount(count)}\n`).join(''),
  ];
  return parts.join('\n');
}

function eventRows({ events }: Stats): Cells[] {
  return events.map(({ what, reason, count, tookUs }) => {
    const [p50 = '', p95 = '', p99 = ''] = tookUs.map(durationText);
    const name = visible(reason === '' ? what : `${what}: ${reason}`);
    return [name, formatCount(count), p50, p95, p99];
  });
}

function typeRows({ types }: Stats): Cells[] {
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

function peerRows({ peers, otherPeers }: Stats): Cells[] {
  const severalNodes = new Set(peers.map(({ pid }) => pid)).size > 1;
  const rows = peers.map(({ pid, peer, address, connectionType, traffic, unanswered }) => [
    severalNodes ? `${pid}/${peerNumber(peer)}` : peerNumber(peer),
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

/** Numbers stand at the right. @param texts Columns of text at the end. */
function table(head: Cells, rows: readonly Cells[], texts = 0): string {
  const all = [head, ...rows];
  const widths = head.map((_, i) => Math.max(...all.map((row) => row[i]!.length)));
  const line = (row: Cells) =>
    row.map((cell, i) =>
      i === 0 || i >= head.length - texts ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!),
    );
  return all.map((row) => `${line(row).join('  ').trimEnd()}\n`).join('');
}

function time(unixNs: bigint): string {
  return utcTimeMicros(Number(unixNs / 1000n));
}

function spanText({ from, to }: { from: bigint; to: bigint }): string {
  return durationText(Number((to - from) / 1000n));
}
