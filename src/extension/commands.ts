import * as vscode from 'vscode';
import type { PeerOrder } from '../capture/model/peerOrder';
import { EVERYTHING } from '../shared/webview/ladderProtocol';
import { captureDependencies } from './captureDependencies';
import { chooseRecent } from './captures/chooseRecent';
import {
  openCapture,
  openMessageCapture,
  openRecent,
  saveCapture,
  showCapture,
} from './captures/captureCommands';
import { recoverCaptures } from './captures/recoverCaptures';
import { checkSetup } from './setup/checkSetup';
import {
  COMMANDS,
  CONTEXT_KEYS,
  PREVIEW_COMMAND,
  WALKTHROUGH,
  type HEAD_COMMANDS,
  type INSPECTOR_COMMANDS,
  type LADDER_COMMANDS,
  type MONITOR_COMMANDS,
} from './host/ids';
import { setContextKey } from './host/contextKeys';
import type { PassiveAction } from './host/errorActions';
import { filterTrace } from './filter/filterTrace';
import type { Services } from './services';
import { choosePeer } from './peers/choosePeer';
import { ladderTarget, type LadderTarget } from './peers/ladderTarget';
import { rowCommands } from './peers/rowCommands';
import type { StartCommand } from './start/startCommand';

/** All but those that a view registers itself. */
type OwnCommand =
  | keyof typeof LADDER_COMMANDS
  | keyof typeof HEAD_COMMANDS
  | keyof typeof INSPECTOR_COMMANDS
  | keyof typeof MONITOR_COMMANDS;
type Command = (typeof COMMANDS)[Exclude<keyof typeof COMMANDS, OwnCommand>];
/** @param about What VS Code says of the row whose menu was used. */
type Handler = (about?: unknown) => unknown;

/** What each command does; the palette, menus and rows call them. */
export function registerCommands(
  services: Services,
  startCommand: StartCommand,
  act: (action: PassiveAction) => void,
): vscode.Disposable {
  const { control, tree, log, ladders, monitor, stage, dialogs, recent } = services;
  const deps = captureDependencies(services);
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
  const openLadder = async (
    { peers, filter }: LadderTarget,
    capture: string,
    as: 'kept' | 'preview' = 'kept',
  ) => {
    const { session } = await ladders.show({ capture, peers }, as);
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
    [COMMANDS.keepLadder]: () => ladders.keep(),
    [COMMANDS.openMonitor]: () => monitor.show(),
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
    [COMMANDS.openCapture]: () => openCapture(deps),
    [COMMANDS.openMessageCapture]: () => openMessageCapture(deps),
    [COMMANDS.recoverCaptures]: () =>
      recoverCaptures({ ...services, open: (path) => showCapture(path, deps) }),
    [COMMANDS.openRecent]: async (path) => {
      const chosen = typeof path === 'string' ? path : await chooseRecent(recent, dialogs());
      if (chosen !== undefined) await openRecent(chosen, deps);
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
  const preview = async (about?: unknown): Promise<void> => {
    const { recording } = stage;
    const target = recording && ladderTarget(tree.targets(about), recording);
    if (target) await openLadder(target, recording.capture.path, 'preview');
  };
  return vscode.Disposable.from(
    vscode.commands.registerCommand(PREVIEW_COMMAND, guarded(preview)),
    ...Object.entries(handlers).map(([id, handler]) =>
      vscode.commands.registerCommand(id, guarded(handler)),
    ),
  );
}
