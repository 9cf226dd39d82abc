import type { Dialogs } from '../host/dialogs';
import type { Recording } from '../captures/recording';
import type { LadderTarget } from './ladderTarget';
import { peerDescription, peerLabel } from './peerText';

/** Asks for a peer of the recording, for a ladder that was not opened on a row of the view. */
export function choosePeer(
  recording: Recording,
  dialogs: Pick<Dialogs, 'pick'>,
): Promise<LadderTarget | undefined> {
  const items = [...recording.peers.nodes.values()].flatMap((node) =>
    node.peers.map((peer) => ({
      label: peerLabel(peer.identity, recording.nameOf),
      description: peerDescription(peer),
      group: recording.nodeTitle(node.pid),
      value: { peers: [{ pid: node.pid, peer: peer.identity.peer }], filter: '' },
    })),
  );
  return dialogs.pick('Open Ladder', 'Whose messages should be shown?', items);
}
