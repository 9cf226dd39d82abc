import type { Peer, TracedNode, Traffic } from '../../capture/model/peer';
import { OTHER_PROCESSES, type PeerIdentity } from '../../capture/index/peerTable';
import { countOpen } from '../../capture/model/peerCounts';
import { formatBytes, formatCount, plural } from '../../shared/text/quantity';
import { visible } from '../../shared/text/visible';
import type { Recording } from '../captures/recording';
import { shownName, type NameOf } from '../host/peerNames';

/** `11  [2a02:…]:8333`: the name that the user gave the peer, or its address in full. */
export function peerLabel(identity: PeerIdentity, nameOf: NameOf): string {
  return `${identity.peer}  ${shownName(identity, nameOf)}`;
}

/** `closed · ↑567 (89 kB) ↓1,234 (1.2 MB) outbound-full-relay`, in the order of p2p_monitor.py. */
export function peerDescription(peer: Peer): string {
  const state = peer.open ? '' : `${closedText(peer)} · `;
  const type = visible(peer.identity.connectionType);
  return `${state}${trafficText(peer.traffic)} ${type}`.trimEnd();
}

/** `↑567 (89 kB) ↓1,234 (1.2 MB)` */
export function trafficText(traffic: Traffic): string {
  const { outboundMessages, outboundBytes, inboundMessages, inboundBytes } = traffic;
  const outbound = countText('↑', outboundMessages, outboundBytes);
  return `${outbound} ${countText('↓', inboundMessages, inboundBytes)}`;
}

function countText(arrow: string, messages: number, bytes: number): string {
  return `${arrow}${formatCount(messages)} (${formatBytes(bytes)})`;
}

/** `1,234 messages, 1.2 MB` */
export function countAndBytes(messages: number, bytes: number): string {
  return `${plural(messages, 'message')}, ${formatBytes(bytes)}`;
}

/** The traffic for a screen reader. */
export function trafficSpeech(traffic: Traffic): string {
  const out = plural(traffic.outboundMessages, 'message');
  const inbound = plural(traffic.inboundMessages, 'message');
  return `${out} outbound, ${formatBytes(traffic.outboundBytes)}; ${inbound} inbound, ${formatBytes(traffic.inboundBytes)}`;
}

/** How a connection ended, with the reason if the node gave one; empty while it is open. */
export function closedText(peer: Peer): string {
  if (peer.open) return '';
  const reason =
    peer.misbehaving === undefined ? '' : ` after misbehaving: ${visible(peer.misbehaving)}`;
  return `${peer.evicted ? 'evicted' : 'closed'}${reason}`;
}

/** `pid 1234` */
export function nodeId(pid: number): string {
  return pid === OTHER_PROCESSES ? 'too many to be told apart' : `pid ${pid}`;
}

/** `pid 1234 · 11 peers` */
export function nodeDescription(node: TracedNode): string {
  if (node.pid === OTHER_PROCESSES) return nodeId(node.pid);
  return `${nodeId(node.pid)} · ${node.ended ? 'not running' : plural(countOpen(node.peers), 'peer')}`;
}

/** The same; numbers of processes say nothing of nodes on other machines, so that they are left out of a fleet. */
export function nodeText(node: TracedNode, { capture }: Pick<Recording, 'capture'>): string {
  if (capture.hello?.attachMode !== 'fleet') return nodeDescription(node);
  return node.ended ? '' : plural(countOpen(node.peers), 'peer');
}
