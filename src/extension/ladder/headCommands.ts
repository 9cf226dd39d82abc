import * as vscode from 'vscode';
import type { LadderPeer, LadderSource } from '../../shared/webview/ladderProtocol';
import type { Dialogs } from '../host/dialogs';
import { reportError } from '../host/errorReport';
import { HEAD_COMMANDS, type HeadContext } from '../host/ids';
import { namePeer } from '../host/namePeer';
import type { PeerNames } from '../host/peerNames';
import { mutePeer } from './mutePeer';
import type { OpenLadder } from './openLadder';

type HeadCommand = (typeof HEAD_COMMANDS)[keyof typeof HEAD_COMMANDS];

export interface HeadCommandsDependencies {
  /** The ladder in front. */
  active(): OpenLadder | undefined;
  names: PeerNames;
  dialogs: () => Dialogs;
  show(source: LadderSource): Promise<unknown>;
}

/** What the menu of a peer's head does. */
export function registerHeadCommands(deps: HeadCommandsDependencies): vscode.Disposable {
  const handlers: Record<HeadCommand, (ladder: OpenLadder, head: HeadContext) => unknown> = {
    [HEAD_COMMANDS.openAlone]: ({ recording }, { pid, peer }) =>
      deps.show({ capture: recording.capture.path, peers: [{ pid, peer }] }),
    [HEAD_COMMANDS.nameHead]: (ladder, head) => namePeerOf(ladder, head, deps.names),
    [HEAD_COMMANDS.muteHead]: (ladder, { pid, peer }) =>
      mutePeer(ladder, { pid, peer }, deps.dialogs()),
    [HEAD_COMMANDS.moveLaneLeft]: ({ page }, { lane }) => page.notify('moveLane', { lane, by: -1 }),
    [HEAD_COMMANDS.moveLaneRight]: ({ page }, { lane }) => page.notify('moveLane', { lane, by: 1 }),
  };
  return vscode.Disposable.from(
    ...Object.entries(handlers).map(([id, handler]) =>
      vscode.commands.registerCommand(id, async (head?: HeadContext) => {
        const ladder = deps.active();
        if (!ladder || !head) return;
        try {
          await handler(ladder, head);
        } catch (error) {
          await reportError(error, deps.dialogs());
        }
      }),
    ),
  );
}

/** Asks for a name of the peer's address. */
export async function namePeerOf(
  { recording }: OpenLadder,
  { pid, peer }: LadderPeer,
  names: PeerNames,
): Promise<void> {
  const identity = recording.capture.index.findPeer(pid, peer);
  if (identity) await namePeer(identity, names, recording);
}
