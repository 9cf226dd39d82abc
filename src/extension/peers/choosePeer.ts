import type { Peer } from '../../capture/model/peer';
import type { Dialogs } from '../host/dialogs';
import type { Recording } from '../captures/recording';
import { peerDescription, peerLabel } from './peerText';

/** Asks for a peer of the recording, for a command that was not run on a row of the view. */
export function choosePeer(recording: Recording, dialogs: Dialogs): Promise<Peer | undefined> {
  const items = [...recording.peers.nodes.values()].flatMap((node) =>
    node.peers.map((peer) => ({
      label: peerLabel(peer.identity),
      description: peerDescription(peer),
      group: recording.nodeTitle(node.pid),
      value: peer,
    })),
  );
  return dialogs.pick('Open Ladder', 'Whose messages should be shown?', items);
}
