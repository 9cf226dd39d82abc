import { isOtherPeers, type PeerIdentity } from '../../capture/index/peerTable';
import { peerNetwork } from '../../capture/model/peerNetwork';
import type { Lifeline } from '../../shared/webview/ladderProtocol';
import type { Recording } from '../captures/recording';
import type { NameOf } from '../host/peerNames';
import { closedText, nodeId } from '../peers/peerText';

const BARE = { connectionType: '', network: '', userAgent: '', closed: '' } as const;

/** Nodes that share a name are told apart by their process. */
export function nodeLifelines(recording: Recording, pids: readonly number[]): Lifeline[] {
  const titles = pids.map((pid) => recording.nodeTitle(pid));
  return pids.map((pid, i) => {
    const shared = titles.some((title, k) => title === titles[i] && k !== i);
    const title = shared ? `${titles[i]!} · ${pid}` : titles[i]!;
    return { kind: 'node', title, detail: nodeId(pid), ...BARE };
  });
}

/** The line of all nodes that have none of their own. */
export function otherNodes(): Lifeline {
  return { kind: 'node', title: 'other processes', detail: 'one line for the rest', ...BARE };
}

export function peerLifeline(
  recording: Recording,
  identity: PeerIdentity,
  nameOf: NameOf,
): Lifeline {
  if (isOtherPeers(identity))
    return { kind: 'others', title: 'other peers', detail: 'too many to be told apart', ...BARE };
  const { peer: id, address, connectionType } = identity;
  const peer = recording.peers.peerOf(identity);
  const known = address === '' ? `peer ${id}` : address;
  const alias = nameOf(address);
  return {
    kind: 'peer',
    title: alias ?? known,
    ...(alias !== undefined && { alias }),
    detail: alias === undefined ? `peer ${id}` : `peer ${id} · ${known}`,
    connectionType,
    network: peerNetwork(identity, peer?.network),
    userAgent: peer?.version?.userAgent ?? '',
    closed: peer ? closedText(peer) : '',
  };
}
