import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { copyCapture } from '../../capture/export/copyCapture';
import { SOURCE_KINDS } from '../../capture/sources/openSource';
import { captureMoved } from '../../shared/errors/captureErrors';
import { tracingStill } from '../../shared/errors/traceErrors';
import type { Dialogs } from '../host/dialogs';
import { withExportProgress } from '../host/exportProgress';
import type { RecentCaptures } from './recentCaptures';
import type { Recordings } from './recordings';
import type { Stage } from './stage';

const SAVED = { 'P2P trace': ['p2ptrace'] };
/** All that can be opened, by the names of its kinds. */
const OPENED = Object.fromEntries(
  SOURCE_KINDS.filter(({ extensions }) => extensions.length > 0).map(({ name, extensions }) => [
    name,
    [...extensions],
  ]),
);

export interface CaptureDependencies {
  stage: Stage;
  recordings: Recordings;
  recent: RecentCaptures;
  dialogs: () => Dialogs;
  /** Whether a trace runs: its recording stays on screen. */
  tracing(): boolean;
}

/**
 * `Bitcoin: Open Capture…`
 * @returns Whether one was opened.
 * @throws UserError
 */
export async function openCapture(deps: CaptureDependencies): Promise<boolean> {
  checkIdle(deps);
  const question = { title: 'Open capture', action: 'Open', filters: OPENED };
  const path = await deps.dialogs().openFile(question);
  if (path === undefined) return false;
  await showCapture(path, deps);
  deps.recent.add(path);
  return true;
}

/**
 * Opens a capture of the list of those that were opened last. One whose file is gone leaves the list.
 * @returns Whether it was opened.
 * @throws UserError
 */
export async function openRecent(path: string, deps: CaptureDependencies): Promise<boolean> {
  checkIdle(deps);
  if (!existsSync(path)) {
    deps.recent.forget(path);
    throw captureMoved(path);
  }
  await showCapture(path, deps);
  deps.recent.add(path);
  return true;
}

/** Puts a capture on screen. @throws UserError */
export async function showCapture(path: string, deps: CaptureDependencies): Promise<void> {
  checkIdle(deps);
  deps.stage.show(await deps.recordings.open(path));
}

function checkIdle(deps: CaptureDependencies): void {
  if (deps.tracing()) throw tracingStill();
}

/** `Bitcoin: Save Capture As…`: saves what has arrived so far of a live trace. @throws UserError */
export async function saveCapture({ stage, recent, dialogs }: CaptureDependencies): Promise<void> {
  const { recording } = stage;
  if (!recording) return;
  const { capture } = recording;
  const path = await dialogs().saveFile({
    title: 'Save capture',
    action: 'Save',
    filters: SAVED,
    path: join(homedir(), basename(capture.path)),
  });
  if (path === undefined) return;
  await withExportProgress(dialogs(), 'Saving the capture', (control) =>
    copyCapture(capture, path, control),
  );
  recent.add(path);
}
