import * as vscode from 'vscode';
import { visible } from '../shared/visible';
import { openCapture, saveCapture } from './captureCommands';
import { COMMANDS, CONTEXT_KEYS, FOCUS_PEERS } from './ids';
import { setContextKey } from './contextKeys';
import type { Parts } from './parts';
import { choosePeer } from './peers/choosePeer';
import type { PeersElement } from './peers/peersElement';
import type { StartCommand } from './start/startCommand';

type Command = (typeof COMMANDS)[keyof typeof COMMANDS];

/** What each command does; the palette, menus and rows call them. */
export function registerCommands(parts: Parts, startCommand: StartCommand): vscode.Disposable {
  const { control, tree, log, ladders, stage, dialogs } = parts;
  const around = { ...parts, tracing: () => control.tracing };
  const hideClosed = (hidden: boolean) => {
    tree.arrange({ hideClosed: hidden });
    setContextKey(CONTEXT_KEYS.closedHidden, hidden);
  };
  const handlers: Record<Command, (element?: PeersElement) => unknown> = {
    [COMMANDS.start]: () => startCommand.run(),
    [COMMANDS.stop]: () => control.stop(),
    [COMMANDS.openLadder]: async (element) => {
      const { recording } = stage;
      if (!recording) return;
      const peer = element?.kind === 'peer' ? element.peer : await choosePeer(recording, dialogs());
      if (!peer) return;
      const { pid, peer: number } = peer.identity;
      await ladders.show({ capture: recording.capture.path, pid, peer: number });
    },
    [COMMANDS.sortById]: () => tree.arrange({ order: 'id' }),
    [COMMANDS.sortByBytes]: () => tree.arrange({ order: 'bytes' }),
    [COMMANDS.sortByActivity]: () => tree.arrange({ order: 'activity' }),
    [COMMANDS.hideClosedPeers]: () => hideClosed(true),
    [COMMANDS.showClosedPeers]: () => hideClosed(false),
    [COMMANDS.copyAddress]: async (element) => {
      if (element?.kind === 'peer')
        await vscode.env.clipboard.writeText(visible(element.peer.identity.address));
    },
    [COMMANDS.showTrafficLog]: () => log.show(),
    [COMMANDS.openCapture]: async () => {
      if (await openCapture(around)) await vscode.commands.executeCommand(FOCUS_PEERS);
    },
    [COMMANDS.saveCapture]: () => saveCapture(around),
  };
  const guarded =
    (handler: (element?: PeersElement) => unknown) => async (element?: PeersElement) => {
      try {
        await handler(element);
      } catch (error) {
        await startCommand.failed(error);
      }
    };
  return vscode.Disposable.from(
    ...Object.entries(handlers).map(([id, handler]) =>
      vscode.commands.registerCommand(id, guarded(handler)),
    ),
  );
}
