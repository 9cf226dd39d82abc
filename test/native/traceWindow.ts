// What a window with the extension does when it traces the demo node: DIRECTORY of captures, BINARY.
// Prints the helper's process id, and how much the capture has on the disk, until it is killed.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { directLauncher } from '../../src/client/launchers/directLauncher';
import type { Dialogs } from '../../src/extension/dialogs';
import { Recordings } from '../../src/extension/recordings';
import { Spool } from '../../src/extension/spool';
import { Stage } from '../../src/extension/stage';
import { TraceControl } from '../../src/extension/start/traceControl';
import { DEFAULT_RING_SIZE, DEFAULT_SNAP_LENGTH } from '../../src/shared/traceLimits';

const dialogs = {
  progress: (_title, work) => work(() => undefined, new AbortController().signal),
} as Pick<Dialogs, 'progress'> as Dialogs;

async function main(directory: string, demoBinary: string): Promise<void> {
  const stage = new Stage();
  const control = new TraceControl({
    ...{ stage, demoBinary, recordings: new Recordings(), spool: new Spool(directory) },
    dialogs: () => dialogs,
    settings: () => ({
      ...{ ringSize: DEFAULT_RING_SIZE, snapLength: DEFAULT_SNAP_LENGTH, filter: {} },
      ...{ captureLimit: 1e9, whenCaptureFull: 'rotate' },
    }),
    isTrusted: () => true,
    launcherKind: () => 'direct',
    launcher: () => directLauncher,
    helperPath: resolve('dist/helper.js'),
  });
  await control.start({ choice: { kind: 'demo' } });
  const { pid } = process;
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  const helper = children.find((child) =>
    readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('helper.js'),
  );
  console.log(`helper ${helper}`);
  const { capture } = stage.recording!;
  setInterval(() => {
    void capture.flush().then(() => console.log(`rows ${capture.index.length}`));
  }, 100);
}

void main(process.argv[2]!, process.argv[3]!);
