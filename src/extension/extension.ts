import * as vscode from 'vscode';
import { saveCapture, showCapture } from './captures/captureCommands';
import { captureDependencies } from './captureDependencies';
import { registerCommands } from './commands';
import { askFleet } from './fleet/askFleet';
import { lookAt } from './fleet/fleetClient';
import { setContextKey } from './host/contextKeys';
import { CONTEXT_KEYS, FOCUS_PEERS } from './host/ids';
import { createServices, windowName, type Services } from './services';
import { offerRecovery } from './captures/recovery';
import { runErrorAction, type PassiveAction } from './host/errorActions';
import { belongsElsewhere, comeBack } from './start/comeBack';
import { takeFirstLook } from './start/firstLook';
import type { Remembered } from './start/startChoices';
import { StartCommand } from './start/startCommand';
import { tellOfFile } from './captures/readNotice';
import type { Recording } from './captures/recording';
import { PartialCaptures } from './captures/unattached';
import { registerCaptureEditors } from './ladder/captureEditors';

const LAST_CHOICE = 'lastChoice';

let running: Services | undefined;

/** @returns What the tests inside VS Code drive. */
export function activate(context: vscode.ExtensionContext): Services {
  const services = createServices(context);
  running = services;
  const { disposables, control, stage, dialogs, monitor } = services;
  context.subscriptions.push(disposables);
  const act = (action: PassiveAction) =>
    runErrorAction(action, () => services.log.show(), context.extensionUri);
  const start = new StartCommand({
    control,
    dialogs,
    lastChoice: {
      get: () => context.globalState.get<Remembered>(LAST_CHOICE),
      set: (choice) => void context.globalState.update(LAST_CHOICE, choice),
    },
    askFleet: (again) => askFleet({ dialogs, store: services.fleets, lookAt }, again),
    act,
    onStarting: () => monitor.prepare(),
    onStarted: () => showFirst(services),
  });
  disposables.add(registerCommands(services, start, act));
  disposables.add(control.onDidFail((error) => void start.failed(error)));
  disposables.add(services.recordings.onDidFail((error) => void start.failed(error)));
  disposables.add(
    services.recordings.onDidRead((recording) => {
      const reload = (of: Recording) => services.ladders.reload(of);
      void tellOfFile(recording, dialogs(), reload).catch((error: unknown) => start.failed(error));
    }),
  );
  disposables.add(registerCaptureEditors(services.ladders, services.recent));
  disposables.add(control.onDidChange(() => setContextKeys(services)));
  disposables.add(stage.onDidChange(() => setContextKeys(services)));
  const partial = new PartialCaptures();
  disposables.add(
    stage.onDidChange(() => {
      const notice = partial.take(stage.recording);
      if (notice) void start.failed(notice);
    }),
  );
  // VS Code kept those of an extension host that was killed.
  setContextKeys(services);
  const first = takeFirstLook(process.env.BITCOIN_P2P_TRACE_START, context.globalState);
  if (first) void start.run({ choice: first });
  void resume(services, start, windowName(context)).catch((error: unknown) => start.failed(error));
  return services;
}

/** Shows what a trace captured that ended with its window, or offers it. */
async function resume(services: Services, start: StartCommand, window: string): Promise<void> {
  const deps = captureDependencies(services);
  const back = await comeBack({
    ...services,
    ...deps,
    window,
    tracing: () => services.control.tracing,
    startAgain: (choice) => start.again(choice),
    save: (recording) => saveCapture(deps, recording),
  });
  if (back) return back.answered;
  return offerRecovery({
    ...services,
    belongsElsewhere: (capture) => belongsElsewhere(capture, window),
    open: (path) => showCapture(path, deps),
  });
}

/** What a trace begins with: its peers in the sidebar, and the monitor. */
function showFirst({ monitor }: Services): void {
  void monitor.show(true);
  void vscode.commands.executeCommand(FOCUS_PEERS);
}

function setContextKeys({ control, stage }: Services): void {
  setContextKey(CONTEXT_KEYS.tracing, control.tracing);
  setContextKey(CONTEXT_KEYS.hasCapture, stage.recording !== undefined);
}

/** Leaves nothing in the kernel, and whole captures: VS Code waits for this a few seconds. */
export async function deactivate(): Promise<void> {
  await running?.control.leave();
  await running?.recordings.close();
}
