import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { directLauncher } from '../client/launchers/directLauncher';
import { installedLauncher } from '../client/launchers/installedLauncher';
import type { Launcher } from '../client/launchers/launcher';
import { pkexecLauncher } from '../client/launchers/pkexecLauncher';
import { readMachine } from '../client/preflight/readMachine';
import { DisposableList } from '../shared/disposable';
import { CompactBlocksPanel } from './compactBlocks/compactBlocksPanel';
import { PropagationPanel } from './propagation/propagationPanel';
import { DialogHolder } from './host/dialogs';
import { openFleet } from './fleet/fleetClient';
import { FleetStore, serverOf } from './fleet/fleetStore';
import { InspectorPanel } from './inspector/inspectorPanel';
import { LadderPanels } from './ladder/ladderPanels';
import { MonitorPanel } from './monitor/monitorPanel';
import { PeersView } from './peers/peersView';
import { PeerNames } from './host/peerNames';
import { RecentCaptures } from './captures/recentCaptures';
import { Recordings } from './captures/recordings';
import { readTraceSettings } from './host/settings';
import { Spool } from './captures/spool';
import { Stage } from './captures/stage';
import { chooseLaunchers, type LauncherKind } from './start/chooseLauncher';
import { integratedTerminalLauncher } from './start/terminal';
import { TraceControl } from './start/traceControl';
import { StatusBar } from './traffic/statusBar';
import { TrafficLog } from './traffic/trafficLog';
import { DeadPanels } from './views/deadPanels';
import { knownPanels } from './views/viewPanel';

const LAUNCHERS: Record<LauncherKind, Launcher> = {
  direct: directLauncher,
  installed: installedLauncher,
  pkexec: pkexecLauncher,
  terminal: integratedTerminalLauncher,
};

/** Everything that lives as long as the extension. */
export type Services = ReturnType<typeof createServices>;

/** TraceNote.window */
export function windowName({ storageUri }: vscode.ExtensionContext): string {
  return storageUri?.fsPath ?? '';
}

export function createServices(context: vscode.ExtensionContext) {
  const disposables = new DisposableList();
  const holder = new DialogHolder();
  const dialogs = () => holder.current;
  const helperPath = context.asAbsolutePath('dist/helper.js');
  const { extensionUri, globalState: store } = context;
  const names = new PeerNames(store);
  const recent = new RecentCaptures(store);
  const spool = new Spool(vscode.Uri.joinPath(context.globalStorageUri, 'captures').fsPath);
  const recordings = disposables.add(new Recordings(() => spool.newPath(), names.of));
  const stage = disposables.add(new Stage(recordings));
  const fleets = new FleetStore(store, context.secrets);
  const control = disposables.add(
    new TraceControl({
      stage,
      recordings,
      dialogs,
      spool,
      window: windowName(context),
      settings: readTraceSettings,
      isTrusted: () => vscode.workspace.isTrusted,
      launcherKinds: () =>
        chooseLaunchers(readMachine(dirname(helperPath)), vscode.env.remoteName !== undefined),
      launcher: (kind) => LAUNCHERS[kind],
      openFleet: async (address, ...rest) =>
        openFleet(serverOf(address, await fleets.secretOf(address)), ...rest),
      helperPath,
      demoBinary: context.asAbsolutePath('dist/native/demo-node'),
    }),
  );
  const log = disposables.add(new TrafficLog(stage));
  const statusBar = disposables.add(new StatusBar(stage));
  const tree = disposables.add(new PeersView({ extensionUri, stage, names, recent, dialogs }));
  const window = context.workspaceState;
  const inspector = disposables.add(
    new InspectorPanel({ extensionUri, dialogs, recordings, window }),
  );
  const ladders = disposables.add(
    new LadderPanels({
      extensionUri,
      dialogs,
      recordings,
      stage,
      inspector,
      names,
      store,
      window,
    }),
  );
  const monitor = disposables.add(
    new MonitorPanel({
      extensionUri,
      dialogs,
      recordings,
      stage,
      ladders,
      names,
      looked: () => tree.lookNow(),
      store,
      window,
    }),
  );
  const compactBlocks = disposables.add(
    new CompactBlocksPanel({ extensionUri, dialogs, recordings, stage, ladders }),
  );
  const propagation = disposables.add(
    new PropagationPanel({ extensionUri, dialogs, recordings, stage, ladders }),
  );
  disposables.add(
    new DeadPanels(knownPanels, (view, title) => {
      // An inspector is opened again from its ladder.
      if (view === 'ladder') void ladders.bringBack(title);
      if (view === 'monitor') void monitor.bringBack();
    }),
  );
  return {
    disposables,
    holder,
    dialogs,
    recordings,
    stage,
    spool,
    control,
    log,
    statusBar,
    names,
    recent,
    fleets,
    tree,
    inspector,
    ladders,
    monitor,
    compactBlocks,
    propagation,
    helperPath,
  };
}
