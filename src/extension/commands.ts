import * as vscode from 'vscode';
import type { PeerOrder } from '../capture/model/peerOrder';
import { EVERYTHING } from '../shared/webview/ladderProtocol';
import { chooseRecent } from './captures/chooseRecent';
import { openCapture, openRecent, saveCapture } from './captures/captureCommands';
import { checkSetup } from './setup/checkSetup';
import { COMMANDS, CONTEXT_KEYS, FOCUS_PEERS, type LADDER_COMMANDS, WALKTHROUGH } from './host/ids';
import { setContextKey } from './host/contextKeys';
import type { PassiveAction } from './host/errorActions';
import { filterTrace } from './filter/filterTrace';
import type { Services } from './services';
import { choosePeer } from './peers/choosePeer';
import { ladderTarget, type LadderTarget } from './peers/ladderTarget';
import { rowCommands } from './peers/rowCommands';
import type { StartCommand } from './start/startCommand';

/** All but the ladder's own, which it registers itself. */
type Command = (typeof COMMANDS)[Exclude<keyof typeof COMMANDS, keyof typeof LADDER_COMMANDS>];
/** @param about What VS Code says of the row whose menu was used. */
type Handler = (about?: unknown) => unknown;

/** What each command does; the palette, menus and rows call them. */
export function registerCommands(
  services: Services,
  startCommand: StartCommand,
  act: (action: PassiveAction) => void,
): vscode.Disposable {
  const { control, tree, log, ladders, stage, dialogs, recent } = services;
  const deps = { ...services, tracing: () => control.tracing };
  const hideClosed = (hidden: boolean) => {
    tree.arrange({ hideClosed: hidden });
    setContextKey(CONTEXT_KEYS.closedHidden, hidden);
  };
  hideClosed(false);
  const sort = (order: PeerOrder) => {
    tree.arrange({ order });
    setContextKey(CONTEXT_KEYS.peerOrder, order);
  };
  sort('id');
  const openLadder = async ({ peers, filter }: LadderTarget, capture: string) => {
    const { session } = await ladders.show({ capture, peers });
    if (filter !== '') session.ask({ ...EVERYTHING, filter });
  };
  const handlers: Record<Command, Handler> = {
    [COMMANDS.start]: () => startCommand.run(),
    [COMMANDS.startDemo]: () => startCommand.run({ choice: { kind: 'demo' } }),
    [COMMANDS.openWalkthrough]: () =>
      vscode.commands.executeCommand('workbench.action.openWalkthrough', WALKTHROUGH, false),
    [COMMANDS.stop]: () => control.stop(),
    [COMMANDS.checkSetup]: () => checkSetup({ ...services, start: startCommand, act }),
    [COMMANDS.filterTrace]: () => filterTrace(services),
    [COMMANDS.openLadder]: async (about) => {
      const { recording } = stage;
      if (!recording) return;
      const target =
        about === undefined
          ? await choosePeer(recording, dialogs())
          : ladderTarget(tree.targets(about), recording);
      if (target) await openLadder(target, recording.capture.path);
    },
    [COMMANDS.openLadderOfAll]: async () => {
      const { recording } = stage;
      if (recording) await ladders.show({ capture: recording.capture.path, peers: 'all' });
    },
    [COMMANDS.sortById]: () => sort('id'),
    [COMMANDS.sortByBytes]: () => sort('bytes'),
    [COMMANDS.sortByActivity]: () => sort('activity'),
    // VS Code cannot tick an entry of an extension: the ticked ones are commands of their own.
    [COMMANDS.sortedById]: () => sort('id'),
    [COMMANDS.sortedByBytes]: () => sort('bytes'),
    [COMMANDS.sortedByActivity]: () => sort('activity'),
    [COMMANDS.hideClosedPeers]: () => hideClosed(true),
    [COMMANDS.showClosedPeers]: () => hideClosed(false),
    ...rowCommands(services),
    [COMMANDS.showTrafficLog]: () => log.show(),
    [COMMANDS.openCapture]: async () => {
      if (await openCapture(deps)) await vscode.commands.executeCommand(FOCUS_PEERS);
    },
    [COMMANDS.openRecent]: async (path) => {
      const chosen = typeof path === 'string' ? path : await chooseRecent(recent, dialogs());
      if (chosen !== undefined && (await openRecent(chosen, deps)))
        await vscode.commands.executeCommand(FOCUS_PEERS);
    },
    [COMMANDS.saveCapture]: () => saveCapture(deps),
  };
  const guarded =
    (handler: Handler): Handler =>
    async (...args) => {
      try {
        await handler(...args);
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
