import { formatBytes, formatCount } from '../shared/quantity';
import { markdownTable } from './markdown';
import type { Recording } from './recording';

/** `$(pulse) 1,234 msg/s  2.1 MB/s  0 lost` @param rate Per second. */
export function statusText(rate: { messages: number; bytes: number }, lost: number): string {
  const messages = formatCount(Math.round(rate.messages));
  return `$(pulse) ${messages} msg/s  ${formatBytes(Math.round(rate.bytes))}/s  ${formatCount(lost)} lost`;
}

/** Markdown: the totals of the trace. */
export function statusTooltip(recording: Recording): string {
  const { capture, peers } = recording;
  const rows: [string, string][] = [
    ['Messages', formatCount(peers.traffic.messages)],
    ['Payload', formatBytes(peers.traffic.bytes)],
    ['Never arrived (ring buffer full)', formatCount(peers.lost)],
    ['Incomplete', formatCount(peers.incomplete)],
    ['Truncated by the snap length', formatCount(peers.truncated)],
    ['Capture file', formatBytes(capture.fileSize)],
  ];
  return `**Bitcoin P2P Trace**\n\n${markdownTable(rows)}`;
}
