import type { TracedNode } from '../../capture/model/peer';
import { lossRows } from '../../capture/model/lossTotals';
import { escapeMarkdown, markdownTable } from '../host/markdown';
import type { Recording } from '../captures/recording';
import { unattachedRows } from '../captures/unattached';
import { visible } from '../../shared/text/visible';
import { countAndBytes, nodeDescription } from './peerText';

const LONGEST = 200;

/** Markdown about a traced process: what it exchanged, and what the trace lost. */
export function nodeTooltip(node: TracedNode, recording: Recording): string {
  const { traffic } = node;
  const { hello, nodes } = recording.capture;
  const said = nodes.of(node.pid);
  const rows: [string, string][] = [
    ['Process', nodeDescription(node)],
    ...unattachedRows(recording.unattached),
    ['Binary', short(said?.binary ?? hello?.binary)],
    ['Data directory', short(said?.dataDirectory)],
    ['User agent', short(said?.userAgent)],
    ['Outbound', countAndBytes(traffic.outboundMessages, traffic.outboundBytes)],
    ['Inbound', countAndBytes(traffic.inboundMessages, traffic.inboundBytes)],
    ...lossRows(recording),
  ];
  const known = rows.filter(([, text]) => text !== '');
  return `**${escapeMarkdown(recording.nodeTitle(node.pid))}**\n\n${markdownTable(known)}`;
}

/** A stranger's file may say anything of a node. */
function short(text = ''): string {
  const shown = visible(text);
  return shown.length > LONGEST ? `${shown.slice(0, LONGEST)}…` : shown;
}
