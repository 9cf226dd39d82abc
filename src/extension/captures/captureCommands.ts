import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join, parse } from 'node:path';
import { copyCapture } from '../../capture/export/copyCapture';
import { SOURCE_KINDS } from '../../capture/sources/openSource';
import { captureMoved } from '../../shared/errors/captureErrors';
import { formatBytes } from '../../shared/text/quantity';
import { visible } from '../../shared/text/visible';
import { askRedaction, nameSuffix, optionsOf } from '../host/askRedaction';
import type { Dialogs } from '../host/dialogs';
import { withExportProgress } from '../host/exportProgress';
import type { RecentCaptures } from './recentCaptures';
import type { Recording } from './recording';
import type { Lease, Recordings } from './recordings';
import type { Stage } from './stage';

const SAVED = { 'P2P trace': ['p2ptrace'] };
/** All that can be opened, by the names of its kinds. */
const OPENED = Object.fromEntries(
  SOURCE_KINDS.filter(({ extensions }) => extensions.length > 0).map(({ name, extensions }) => [
    name,
    [...extensions],
  ]),
);

const STOP_AND_SHOW = 'Stop the Trace and Show Its Peers';

export interface CaptureDependencies {
  stage: Stage;
  recordings: Pick<Recordings, 'open'>;
  recent: RecentCaptures;
  dialogs: () => Dialogs;
  /** Whether a trace runs: its recording stays on the stage. */
  tracing(): boolean;
  /** Resolves when no trace runs any more. */
  stop(): Promise<void>;
  /** Shows the Peers view. */
  focusPeers(): Promise<void>;
  /** Opens the view that a capture is looked at in first. */
  openFirst(recording: Recording): Promise<void>;
}

/** `Bitcoin: Open Capture…` @throws UserError */
export async function openCapture(deps: CaptureDependencies): Promise<void> {
  const question = { title: 'Open capture', action: 'Open', filters: OPENED };
  await openChosen(await deps.dialogs().openFile(question), deps);
}

/**
 * `Bitcoin: Open Core Message Capture…`: what a node with `-capturemessages` wrote, of all peers or of one. A
 * dialog of Linux chooses files or directories, not both.
 * @throws UserError
 */
export async function openMessageCapture(deps: CaptureDependencies): Promise<void> {
  const question = { title: 'Open message_capture directory', action: 'Open', directory: true };
  await openChosen(await deps.dialogs().openFile(question), deps);
}

async function openChosen(path: string | undefined, deps: CaptureDependencies): Promise<void> {
  if (path === undefined) return;
  await showCapture(path, deps);
  deps.recent.add(path);
}

/**
 * Opens a capture of the list of those that were opened last. One whose file is gone leaves the list.
 * @throws UserError
 */
export async function openRecent(path: string, deps: CaptureDependencies): Promise<void> {
  if (!existsSync(path)) {
    deps.recent.forget(path);
    throw captureMoved(path);
  }
  await showCapture(path, deps);
  deps.recent.add(path);
}

/**
 * Puts a capture on screen: its peers, and what is looked at first. While a trace runs, the Peers view goes
 * on showing that, unless the user has it stopped.
 * @throws UserError
 */
export async function showCapture(path: string, deps: CaptureDependencies): Promise<void> {
  const lease = await deps.recordings.open(path);
  if (deps.tracing()) {
    await showBeside(lease, path, deps);
    return;
  }
  await deps.focusPeers();
  deps.stage.show(lease);
  await deps.openFirst(lease.recording);
}

async function showBeside(lease: Lease, path: string, deps: CaptureDependencies): Promise<void> {
  try {
    await deps.openFirst(lease.recording);
    if (deps.stage.recording === lease.recording) return;
    const text = `${visible(basename(path))} is open beside the running trace, whose peers the Peers view goes on showing.`;
    if ((await deps.dialogs().inform(text, [STOP_AND_SHOW])) !== STOP_AND_SHOW) return;
    await deps.stop();
    deps.stage.show(await deps.recordings.open(path));
    await deps.focusPeers();
  } finally {
    lease.dispose();
  }
}

/** `Bitcoin: Save Capture As…`: saves what has arrived so far of a live trace. @throws UserError */
export async function saveCapture({
  stage,
  recent,
  dialogs,
}: Pick<CaptureDependencies, 'stage' | 'recent' | 'dialogs'>): Promise<void> {
  const { recording } = stage;
  if (!recording) return;
  const { capture } = recording;
  const redaction = await askRedaction(dialogs(), 'Save Capture As');
  if (redaction === undefined) return;
  const { name, ext } = parse(capture.path);
  const path = await dialogs().saveFile({
    title: 'Save capture',
    action: 'Save',
    filters: SAVED,
    path: join(homedir(), `${name}${nameSuffix(redaction)}${ext}`),
  });
  if (path === undefined) return;
  const saved = await withExportProgress(dialogs(), 'Saving the capture', (control) =>
    copyCapture(capture, path, control, optionsOf(redaction)),
  );
  if (!saved) return;
  recent.add(path);
  const { size } = await stat(path);
  const more = recording.live ? ' The trace goes on: what comes from now on is not in it.' : '';
  void dialogs().inform(`The capture is saved in ${path} (${formatBytes(size)}).${more}`, []);
}
