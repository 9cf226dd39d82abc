import { durationText } from '../../shared/text/durationText';
import { formatBytes, formatCount } from '../../shared/text/quantity';
import { visible } from '../../shared/text/visible';
import { fit, type Line } from './line';
import type { TypeTotal } from '../../shared/typeTotal';

const HEADS = ['Messages', 'Bytes', 'Share', 'p50', 'p95', 'p99', 'Unanswered'] as const;
/** Characters. */
const WIDTHS = [11, 7, 6, 7, 7, 7, 10] as const;
const TYPE_WIDTH = 14;

/** Totals by message type as lines of a terminal: a head, and rows below it. */
export function totalsLines(totals: readonly TypeTotal[], width: number): Line[] {
  const head = rowText('  Message type', HEADS);
  return [
    [{ text: fit(head, width), bold: true }],
    ...totals.map((total): Line => [
      { text: fit(rowText(`  ${nameOf(total)}`, cells(total)), width) },
    ]),
  ];
}

function nameOf({ messageType }: TypeTotal): string {
  return messageType === undefined ? 'other types' : visible(messageType);
}

function cells({ messages, bytes, share, latencyUs, unanswered }: TypeTotal): string[] {
  const [p50 = '', p95 = '', p99 = ''] = latencyUs.map(durationText);
  const percent = `${(share * 100).toFixed(1)}%`;
  const missing = unanswered === 0 ? '' : formatCount(unanswered);
  return [formatCount(messages), formatBytes(bytes), percent, p50, p95, p99, missing];
}

function rowText(name: string, texts: readonly string[]): string {
  const rest = texts.map((text, i) => fit(text, WIDTHS[i]!, 'right'));
  return `${fit(name, TYPE_WIDTH)} ${rest.join(' ')}`;
}
