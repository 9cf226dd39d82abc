import * as vscode from 'vscode';
import type { PeerOrder } from '../capture/model/peerOrder';
import { writeTerm } from '../capture/query/writeTerm';
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
import { closeCapture } from './closeCapture';
import { recoverCaptures } from './captures/recoverCaptures';
import { checkSetup } from './setup/checkSetup';
import {
  COMMANDS,
  CONTEXT_KEYS,
  PREVIEW_COMMAND,
  WALKTHROUGH,
  type FollowedHash,
  type HEAD_COMMANDS,
  type INSPECTOR_COMMANDS,
  type LADDER_COMMANDS,
  type MONITOR_COMMANDS,
} from './host/ids';
import { forgetFleet } from './fleet/askFleet';
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

function isOfRow(about: unknown): boolean {
  return typeof about === 'object' && about !== null && ('row' in about || 'rows' in about);
}

/** Errors and warnings. */
const GRAVE = writeTerm('finding', ['error', 'warning']);

function isOfFindings(about: unknown): boolean {
  return typeof about === 'object' && about !== null && 'findings' in about;
}

function isFollowed(about: unknown): about is FollowedHash {
  return typeof about === 'object' && about !== null && 'hash' in about;
}

/** What each command does; the palette, menus and rows call them. */
export function registerCommands(
  services: Services,
  startCommand: StartCommand,
  act: (action: PassiveAction) => void,
): vscode.Disposable {
  const { control, tree, log, ladders, monitor, stage, dialogs, recent } = services;
  const { compactBlocks, propagation } = services;
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
  /** That of the row whose menu was used; the one in front for a command that names none. */
  const recordingOf = (about: unknown) =>
    isOfRow(about) ? tree.targets(about).recording : stage.recording;
  const handlers: Record<Command, Handler> = {
    [COMMANDS.start]: () => startCommand.run(),
    [COMMANDS.startDemo]: () => startCommand.run({ choice: { kind: 'demo' } }),
    [COMMANDS.connectFleet]: () => startCommand.run({ fleet: 'any' }),
    [COMMANDS.forgetFleet]: () => forgetFleet({ store: services.fleets, dialogs }),
    [COMMANDS.openWalkthrough]: () =>
      vscode.commands.executeCommand('workbench.action.openWalkthrough', WALKTHROUGH, false),
    [COMMANDS.stop]: () => control.stop(),
    [COMMANDS.checkSetup]: () => checkSetup({ ...services, start: startCommand, act }),
    [COMMANDS.filterTrace]: () => filterTrace(services),
    [COMMANDS.openLadder]: async (about) => {
      const recording = recordingOf(about);
      if (!recording) return;
      const target =
        about === undefined
          ? await choosePeer(recording, dialogs())
          : ladderTarget(tree.targets(about).elements, recording);
      if (target) await openLadder(target, recording.capture.path);
    },
    [COMMANDS.openFindings]: async (about) => {
      const recording = recordingOf(about);
      const target = recording && ladderTarget(tree.targets(about).elements, recording);
      if (target) await openLadder({ ...target, filter: GRAVE }, recording.capture.path);
    },
    [COMMANDS.openLadderOfAll]: async (about) => {
      const recording = recordingOf(about);
      if (recording) await ladders.show({ capture: recording.capture.path, peers: 'all' });
    },
    [COMMANDS.keepLadder]: () => ladders.keep(),
    [COMMANDS.openMonitor]: (about) => monitor.show(false, recordingOf(about)),
    [COMMANDS.showCompactBlocks]: (about) => compactBlocks.show(recordingOf(about)),
    [COMMANDS.showPropagation]: (about) =>
      isFollowed(about) ? propagation.show(undefined, about) : propagation.show(recordingOf(about)),
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
    [COMMANDS.saveCapture]: (about) => saveCapture(deps, recordingOf(about)),
    [COMMANDS.reloadCapture]: async (about) => {
      const recording = recordingOf(about);
      if (recording?.opened) await ladders.reload(recording);
    },
    [COMMANDS.closeCapture]: (about) => closeCapture(recordingOf(about), services),
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
    const { recording, elements } = tree.targets(about);
    const target = recording && ladderTarget(elements, recording);
    if (!target) return;
    const filter = isOfFindings(about) ? GRAVE : target.filter;
    await openLadder({ ...target, filter }, recording.capture.path, 'preview');
  };
  return vscode.Disposable.from(
    vscode.commands.registerCommand(PREVIEW_COMMAND, guarded(preview)),
    ...Object.entries(handlers).map(([id, handler]) =>
      vscode.commands.registerCommand(id, guarded(handler)),
    ),
  );
}
