import * as vscode from 'vscode';
import { visible } from '../shared/text/visible';
import { captureDependencies } from './captureDependencies';
import { openCapture, saveCapture, showCapture } from './captures/captureCommands';
import { recoverCaptures } from './captures/recoverCaptures';
import { checkSetup } from './setup/checkSetup';
import {
  COMMANDS,
  CONTEXT_KEYS,
  FOCUS_PEERS,
  PREVIEW_COMMAND,
  type HEAD_COMMANDS,
  type HeadContext,
  type INSPECTOR_COMMANDS,
  type LADDER_COMMANDS,
  type MONITOR_COMMANDS,
} from './host/ids';
import { setContextKey } from './host/contextKeys';
import type { PassiveAction } from './host/errorActions';
import { filterTrace } from './filter/filterTrace';
import type { Services } from './services';
import { choosePeer } from './peers/choosePeer';
import type { PeersElement } from './peers/peersElement';
import type { StartCommand } from './start/startCommand';

/** All but those that a view registers itself. */
type OwnCommand =
  | keyof typeof LADDER_COMMANDS
  | keyof typeof HEAD_COMMANDS
  | keyof typeof INSPECTOR_COMMANDS
  | keyof typeof MONITOR_COMMANDS;
type Command = (typeof COMMANDS)[Exclude<keyof typeof COMMANDS, OwnCommand | 'traceOnlyPeer'>];
type Handler = (element?: PeersElement, selected?: readonly PeersElement[]) => unknown;

/** What each command does; the palette, menus and rows call them. */
export function registerCommands(
  services: Services,
  startCommand: StartCommand,
  act: (action: PassiveAction) => void,
): vscode.Disposable {
  const { control, tree, log, ladders, monitor, stage, dialogs } = services;
  const deps = captureDependencies(services);
  const hideClosed = (hidden: boolean) => {
    tree.arrange({ hideClosed: hidden });
    setContextKey(CONTEXT_KEYS.closedHidden, hidden);
  };
  hideClosed(false);
  const traceOnly = (head?: HeadContext): void => {
    if (head && stage.recording?.live) control.setFilter({ peers: [head.peer] });
  };
  const handlers: Record<Command, Handler> = {
    [COMMANDS.start]: () => startCommand.run(),
    [COMMANDS.stop]: () => control.stop(),
    [COMMANDS.checkSetup]: () => checkSetup({ ...services, start: startCommand, act }),
    [COMMANDS.filterTrace]: () => filterTrace(services),
    [COMMANDS.openLadder]: async (element, selected) => {
      const { recording } = stage;
      if (!recording) return;
      const rows = selected ?? (element ? [element] : []);
      let peers = rows.flatMap((row) => (row.kind === 'peer' ? row.peer : []));
      const chosen = peers.length > 0 ? undefined : await choosePeer(recording, dialogs());
      if (chosen) peers = [chosen];
      if (peers.length === 0) return;
      const source = peers.map(({ identity: { pid, peer } }) => ({ pid, peer }));
      await ladders.show({ capture: recording.capture.path, peers: source });
    },
    [COMMANDS.openLadderOfAll]: async () => {
      const { recording } = stage;
      if (recording) await ladders.show({ capture: recording.capture.path, peers: 'all' });
    },
    [COMMANDS.keepLadder]: () => ladders.keep(),
    [COMMANDS.openMonitor]: () => monitor.show(),
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
    [COMMANDS.openCapture]: () => openCapture(deps),
    [COMMANDS.recoverCaptures]: () =>
      recoverCaptures({ ...services, open: (path) => showCapture(path, deps) }),
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
  const preview = async (element?: PeersElement): Promise<void> => {
    const { recording } = stage;
    if (!recording || element?.kind !== 'peer') return;
    const { pid, peer } = element.peer.identity;
    await ladders.show({ capture: recording.capture.path, peers: [{ pid, peer }] }, 'preview');
  };
  return vscode.Disposable.from(
    vscode.commands.registerCommand(COMMANDS.traceOnlyPeer, traceOnly),
    vscode.commands.registerCommand(PREVIEW_COMMAND, guarded(preview)),
    ...Object.entries(handlers).map(([id, handler]) =>
      vscode.commands.registerCommand(id, guarded(handler)),
    ),
  );
}
