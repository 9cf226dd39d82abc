import type { Peer } from '../../capture/peer';
import type { LadderHeader } from '../../shared/ladderProtocol';
import { closedText } from '../peers/peerText';
import type { Recording } from '../recording';

/** What stands above a peer's ladder. */
export function ladderHeader(recording: Recording, peer: Peer): LadderHeader {
  const { pid, peer: id, address, connectionType } = peer.identity;
  return {
    lifelines: [
      { title: recording.nodeTitle(pid), detail: `pid ${pid}` },
      { title: address === '' ? `peer ${id}` : address, detail: `peer ${id}` },
    ],
    connectionType,
    userAgent: peer.version?.userAgent ?? '',
    closed: closedText(peer),
    messageTypes: [...peer.types.values()].flatMap(({ messageType }) => messageType ?? []).sort(),
  };
}
