import { formatBytes, formatCount } from '../../shared/text/quantity';
import { filterText } from '../captures/filterText';
import { keepingNotice } from '../captures/keepingNotice';
import { lossRows } from '../../capture/model/lossTotals';
import { escapeMarkdown, markdownTable } from '../host/markdown';
import type { Recording } from '../captures/recording';
import { unattachedRows } from '../captures/unattached';

/**
 * `$(pulse) 1,234 msg/s  2.1 MB/s  0 lost`; where some tracepoints are not attached, `0 lost  partial`.
 * @param rate Per second.
 */
export function statusText(
  rate: { messages: number; bytes: number },
  lost: number,
  partial: boolean,
): string {
  const messages = formatCount(Math.round(rate.messages));
  const text = `${messages} msg/s  ${formatBytes(Math.round(rate.bytes))}/s  ${formatCount(lost)} lost`;
  return partial ? `$(warning) ${text}  partial` : `$(pulse) ${text}`;
}

/** Markdown: the totals of the trace, what it lost by cause, and what is not kept. */
export function statusTooltip(recording: Recording): string {
  const { capture, peers } = recording;
  const rows: [string, string][] = [
    ['Messages', formatCount(peers.traffic.messages)],
    ['Payload', formatBytes(peers.traffic.bytes)],
    ...lossRows(recording),
    ...unattachedRows(recording.unattached),
    ['Truncated by the snap length', formatCount(peers.truncated)],
    ['Capture', formatBytes(capture.fileSize)],
  ];
  const filter = filterText(recording.filter);
  if (filter) rows.push(['Filter', `only ${filter}`]);
  const { firstRow } = capture.index;
  if (firstRow > 0) rows.push(['Oldest events, deleted at the limit', formatCount(firstRow)]);
  return [
    '**Bitcoin P2P Trace**',
    markdownTable(rows),
    escapeMarkdown(keepingNotice(capture.keeping)?.message ?? ''),
  ]
    .filter(Boolean)
    .join('\n\n');
}
