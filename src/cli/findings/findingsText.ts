import { SEVERITIES, type Finding } from '../../bitcoin/conversation/finding';
import { utcTimeMicros } from '../../shared/text/dateText';
import { peerOfNode } from '../../shared/text/peerNumber';
import { formatCount, plural } from '../../shared/text/quantity';
import type { FoundRows } from './foundRows';

/** `TIME peer 4 warning tx-unasked  The peer sends … (#13, #8)`: rows as the window numbers them, from 1. */
export function findingLine(
  { connection, rule, rows, text, timeNs }: Finding,
  unixOf: (timeNs: number) => bigint,
  severalNodes: boolean,
): string {
  const time = utcTimeMicros(Number(unixOf(timeNs) / 1000n));
  const peer = peerOfNode(connection, severalNodes);
  const numbers = rows.map((row) => `#${row + 1}`).join(', ');
  return `${time} peer ${peer} ${rule.severity} ${rule.id}  ${text} (${numbers})\n`;
}

/** Totals by severity and by rule. */
export function totalsText(found: FoundRows): string {
  const { totals, left, count } = found;
  if (count === 0) return 'No findings.\n';
  const severities = SEVERITIES.map((severity) => plural(found.ofSeverity(severity), severity));
  const width = Math.max(...totals.map(({ count: each }) => formatCount(each).length));
  const lines = totals.map(
    ({ rule, count: each }) =>
      `  ${formatCount(each).padStart(width)}  ${rule.severity.padEnd(7)}  ${rule.id}\n`,
  );
  const more = left === 0 ? '' : `${plural(left, 'further finding')} counted only.\n`;
  return `\n${more}${plural(count, 'finding')}: ${severities.join(', ')}\n${lines.join('')}`;
}
