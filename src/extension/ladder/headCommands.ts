import * as vscode from 'vscode';
import type { LadderPeer, LadderSource } from '../../shared/webview/ladderProtocol';
import { visible } from '../../shared/text/visible';
import type { Dialogs } from '../host/dialogs';
import { reportError } from '../host/errorReport';
import { HEAD_COMMANDS, type HeadContext } from '../host/ids';
import type { LadderMemory } from './ladderMemory';
import { mutePeer } from './mutePeer';
import type { OpenLadder } from './openLadder';

type HeadCommand = (typeof HEAD_COMMANDS)[keyof typeof HEAD_COMMANDS];

export interface HeadCommandsDependencies {
  /** The ladder in front. */
  active(): OpenLadder | undefined;
  memory: LadderMemory;
  dialogs: () => Dialogs;
  show(source: LadderSource): Promise<unknown>;
}

/** What the menu of a peer's head does. */
export function registerHeadCommands(deps: HeadCommandsDependencies): vscode.Disposable {
  const handlers: Record<HeadCommand, (ladder: OpenLadder, head: HeadContext) => unknown> = {
    [HEAD_COMMANDS.openAlone]: ({ recording }, { pid, peer }) =>
      deps.show({ capture: recording.capture.path, peers: [{ pid, peer }] }),
    [HEAD_COMMANDS.nameHead]: (ladder, head) => namePeer(ladder, head, deps.memory),
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
export async function namePeer(
  { recording }: OpenLadder,
  { pid, peer }: LadderPeer,
  memory: LadderMemory,
): Promise<void> {
  const address = recording.capture.index.findPeer(pid, peer)?.address;
  if (address === undefined) return;
  const alias = await vscode.window.showInputBox({
    title: `Name of ${visible(address)}`,
    prompt: 'Shown in place of the address; leave it empty for none',
    value: memory.aliasOf(address) ?? '',
  });
  if (alias !== undefined) memory.setAlias(address, alias.trim());
}
