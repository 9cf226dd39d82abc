import * as vscode from 'vscode';
import {
  isFindingColumn,
  MONITOR_COLUMN_NAMES,
  MONITOR_COLUMNS,
  type MonitorColumn,
  type MonitorTarget,
} from '../../shared/webview/monitorProtocol';
import { visible } from '../../shared/text/visible';
import type { Recording } from '../captures/recording';
import type { Dialogs } from '../host/dialogs';
import { reportError } from '../host/errorReport';
import { MONITOR_COMMANDS } from '../host/ids';
import { namePeer } from '../host/namePeer';
import type { PeerNames } from '../host/peerNames';
import { openFile } from '../host/openFile';
import { monitorCsv } from './monitorCsv';
import { saveTable } from './saveTable';
import type { MonitorSession } from './monitorSession';
import type { ListedPeer } from '../../capture/model/listedPeers';

type MonitorCommand = (typeof MONITOR_COMMANDS)[keyof typeof MONITOR_COMMANDS];

/** Where in the page the menu was opened: what the page says in data-vscode-context. */
interface MenuPlace {
  key?: unknown;
  column?: unknown;
  messageType?: unknown;
}

/** A monitor on screen, as commands see it. */
export interface OpenMonitor {
  session: MonitorSession;
  recording: Recording;
  open(target: MonitorTarget): Promise<void>;
  setFilter(filter: string): void;
  showKeys(): void;
}

export interface MonitorCommandsDependencies {
  active(): OpenMonitor | undefined;
  dialogs: () => Dialogs;
  names: PeerNames;
}

/** The commands of the monitor's context menus; the palette has those that need no place. */
export function registerMonitorCommands(deps: MonitorCommandsDependencies): vscode.Disposable {
  const handlers: Record<MonitorCommand, (monitor: OpenMonitor, place: MenuPlace) => unknown> = {
    [MONITOR_COMMANDS.monitorLadder]: (monitor, place) => {
      const row = rowAt(monitor, place);
      if (row) return monitor.open(targetOf(row, columnAt(place)));
      const { messageType } = place;
      return typeof messageType === 'string' ? monitor.open({ messageType }) : undefined;
    },
    [MONITOR_COMMANDS.monitorFilter]: (monitor, place) => {
      const row = rowAt(monitor, place);
      // A word that is found in the cell; others may have it too.
      if (row) monitor.setFilter(filterOf(row.cells[columnAt(place)]));
    },
    [MONITOR_COMMANDS.monitorName]: (monitor, place) => {
      const row = rowAt(monitor, place);
      return row && namePeer(row.facts.peer.identity, deps.names, monitor.recording);
    },
    [MONITOR_COMMANDS.monitorCopyValue]: (monitor, place) => {
      const row = rowAt(monitor, place);
      const { messageType } = place;
      if (row) return copy(row.cells[columnAt(place)]);
      return typeof messageType === 'string' ? copy(messageType) : undefined;
    },
    [MONITOR_COMMANDS.monitorCopyRow]: (monitor, place) => {
      const row = rowAt(monitor, place);
      return row && copy(monitorCsv([row], monitor.session.columns.shown));
    },
    [MONITOR_COMMANDS.monitorCopyTable]: ({ session }) =>
      vscode.env.clipboard.writeText(monitorCsv(session.rows, session.columns.shown)),
    [MONITOR_COMMANDS.monitorSaveTable]: ({ session }) =>
      saveTable(session, deps.dialogs(), openFile),
    [MONITOR_COMMANDS.monitorKeys]: (monitor) => monitor.showKeys(),
  };
  return vscode.Disposable.from(
    ...Object.entries(handlers).map(([id, handler]) =>
      vscode.commands.registerCommand(id, async (place?: MenuPlace) => {
        const monitor = deps.active();
        if (!monitor) return;
        try {
          await handler(monitor, place ?? {});
        } catch (error) {
          await reportError(error, deps.dialogs());
        }
      }),
    ),
  );
}

/** Lets the user choose the columns; their order stays. */
export async function chooseMonitorColumns(
  shown: readonly MonitorColumn[],
  dialogs: Dialogs,
): Promise<MonitorColumn[] | undefined> {
  const items = MONITOR_COLUMNS.map((value) => ({
    label: MONITOR_COLUMN_NAMES[value],
    group: 'Shown as far as there is room',
    value,
    picked: shown.includes(value),
  }));
  const chosen = await dialogs.pickMany('Columns', 'Which columns are shown', items);
  return chosen && chosen.length > 0
    ? MONITOR_COLUMNS.filter((column) => chosen.includes(column))
    : undefined;
}

/** A count of findings leads to them, any other cell to all of the peer. */
function targetOf({ facts, cells }: ListedPeer, column: MonitorColumn): MonitorTarget {
  const peers = [{ pid: facts.pid, peer: facts.id }];
  return isFindingColumn(column) && cells[column] !== '' ? { peers, finding: column } : { peers };
}

function rowAt({ session }: OpenMonitor, { key }: MenuPlace): ListedPeer | undefined {
  return typeof key === 'string' ? session.row(key) : undefined;
}

function columnAt({ column }: MenuPlace): MonitorColumn {
  return MONITOR_COLUMNS.find((each) => each === column) ?? 'address';
}

/** Arrows and what is beside a name say nothing to search for. */
function filterOf(text: string): string {
  return text.replace(/^[↑↓] /, '').replace(/^.* · /, '');
}

async function copy(text: string): Promise<void> {
  const shown = text.split('\n').map(visible).join('\n').trimEnd();
  if (shown !== '') await vscode.env.clipboard.writeText(shown);
}
