import { noSource } from '../unit/support/noSource';
import { resolve } from 'node:path';
import { directLauncher } from '../../src/client/launchers/directLauncher';
import type { Dialogs } from '../../src/extension/host/dialogs';
import { Recordings } from '../../src/extension/captures/recordings';
import { Spool } from '../../src/extension/captures/spool';
import { Stage } from '../../src/extension/captures/stage';
import { TraceControl } from '../../src/extension/start/traceControl';
import { DEFAULT_RING_SIZE, DEFAULT_SNAP_LENGTH } from '../../src/shared/helper/traceLimits';

const dialogs = {
  progress: (_title, work) => work(() => undefined, new AbortController().signal),
} as Pick<Dialogs, 'progress'> as Dialogs;

/** What traces in a window with the extension, but for VS Code. @param directory Of captures. */
export function windowControl(directory: string, demoBinary: string) {
  const stage = new Stage();
  const recordings = new Recordings(noSource);
  const control = new TraceControl({
    stage,
    demoBinary,
    recordings,
    spool: new Spool(directory),
    window: directory,
    dialogs: () => dialogs,
    settings: () => ({
      ringSize: DEFAULT_RING_SIZE,
      snapLength: DEFAULT_SNAP_LENGTH,
      filter: {},
      coins: false,
      captureLimit: 1e9,
      whenCaptureFull: 'rotate',
    }),
    isTrusted: () => true,
    openFleet: () => Promise.reject(new Error('no fleet')),
    launcherKinds: () => ['direct'],
    launcher: () => directLauncher,
    helperPath: resolve('dist/helper.js'),
  });
  return { control, stage, recordings };
}
