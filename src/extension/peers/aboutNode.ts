import type { TracedNode } from '../../capture/model/peer';
import { lossRows } from '../../capture/model/lossTotals';
import type { Recording } from '../captures/recording';
import { unattachedRows } from '../captures/unattached';
import { visible } from '../../shared/text/visible';
import type { PeersAbout } from '../../shared/webview/peersProtocol';
import { fleetFacts, fleetRows } from './fleetNodes';
import { countAndBytes, nodeText } from './peerText';

const LONGEST = 200;

/** About a traced process: what it exchanged, and what the trace lost. */
export function aboutNode(node: TracedNode, recording: Recording): PeersAbout {
  const { traffic } = node;
  const { hello, nodes } = recording.capture;
  const said = nodes.of(node.pid);
  const facts = fleetFacts(node.pid, recording);
  const rows: [string, string][] = [
    [facts ? 'Peers' : 'Process', nodeText(node, recording)],
    ...(facts ? fleetRows(facts) : []),
    ...unattachedRows(recording.unattached),
    ['Binary', short(said?.binary ?? hello?.binary)],
    ['Data directory', short(said?.dataDirectory)],
    ['User agent', short(said?.userAgent)],
    ['Outbound', countAndBytes(traffic.outboundMessages, traffic.outboundBytes)],
    ['Inbound', countAndBytes(traffic.inboundMessages, traffic.inboundBytes)],
    ...lossRows(recording),
  ];
  return { title: recording.nodeTitle(node.pid), facts: rows.filter(([, text]) => text !== '') };
}

/** A stranger's file may say anything of a node. */
function short(text = ''): string {
  const shown = visible(text);
  return shown.length > LONGEST ? `${shown.slice(0, LONGEST)}…` : shown;
}
