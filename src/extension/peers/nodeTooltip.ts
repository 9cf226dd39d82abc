import type { TracedNode } from '../../capture/model/peer';
import { lossRows } from '../captures/lossTotals';
import { escapeMarkdown, markdownTable } from '../host/markdown';
import type { Recording } from '../captures/recording';
import { unattachedRows } from '../captures/unattached';
import { countAndBytes, nodeDescription } from './peerText';

/** Markdown about a traced process: what it exchanged, and what the trace lost. */
export function nodeTooltip(node: TracedNode, recording: Recording): string {
  const { traffic } = node;
  const { hello } = recording.capture;
  const rows: [string, string][] = [
    ['Process', nodeDescription(node)],
    ...unattachedRows(recording.unattached),
    ['Binary', hello?.binary ?? ''],
    ['Outbound', countAndBytes(traffic.outboundMessages, traffic.outboundBytes)],
    ['Inbound', countAndBytes(traffic.inboundMessages, traffic.inboundBytes)],
    ...lossRows(recording),
  ];
  return `**${escapeMarkdown(recording.nodeTitle(node.pid))}**\n\n${markdownTable(rows)}`;
}
