import type { LadderPeer } from '../../shared/webview/ladderProtocol';
import type { Dialogs } from '../host/dialogs';
import type { OpenLadder } from './openLadder';

/** Hides a peer's rows, unless nothing would be left: a blank ladder says nothing. */
export async function mutePeer(
  { session }: Pick<OpenLadder, 'session'>,
  peer: LadderPeer,
  dialogs: Pick<Dialogs, 'inform'>,
): Promise<void> {
  const { query } = session;
  const muted = [...query.muted, peer];
  if (session.wouldBeEmpty(muted)) {
    await dialogs.inform(
      `This ladder would have no peer left: peer ${peer.peer} is the only one that it shows.`,
      [],
    );
    return;
  }
  session.ask({ ...query, muted });
}
