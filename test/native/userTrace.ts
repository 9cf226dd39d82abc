/*
 * A client of the helper, for tests: bundled into the home of a test user and run as that user.
 *   node userTrace.js HELPER LAUNCH PID BINARY
 * traces a process, or with a PID of 0 a binary.
 * LAUNCH is `sudo`, `installed`, `pkexec`, or a command as JSON that becomes root, before the helper's. It
 * prints a line for what happens: `helper PID`, `events N`, `ended REASON` or `failed CODE TEXT`; it
 * stops when its standard input ends.
 */
import { installedLauncher } from '../../src/client/launchers/installedLauncher';
import { pkexecLauncher } from '../../src/client/launchers/pkexecLauncher';
import type { Launcher } from '../../src/client/launchers/launcher';
import { spawnHelper } from '../../src/client/launchers/spawnHelper';
import { sudoLauncher } from '../../src/client/launchers/sudoLauncher';
import { Trace } from '../../src/client/trace';
import { helperBroken } from '../../src/shared/errors/helperErrors';
import { forEachFrame } from '../unit/support/forEachFrame';
import { UserError } from '../../src/shared/errors/userError';

const [helperPath = '', launch = '', pid = '', binary = ''] = process.argv.slice(2);

function launcher(): Launcher {
  if (launch === 'sudo') return sudoLauncher;
  if (launch === 'installed') return installedLauncher;
  if (launch === 'pkexec') return pkexecLauncher;
  const [program = '', ...before] = JSON.parse(launch) as string[];
  return {
    launch: ({ file, args }, signal) =>
      spawnHelper(
        program,
        [...before, file, ...args],
        { stdio: ['ignore', 'ignore', 'inherit'], signal },
        helperBroken,
      ),
  };
}

function say(...words: unknown[]): void {
  process.stdout.write(`${words.join(' ')}\n`);
}

async function main(): Promise<void> {
  let events = 0;
  const trace = await Trace.start({
    target: pid === '0' ? { kind: 'binary', binary } : { kind: 'node', pid: Number(pid), binary },
    launcher: launcher(),
    helperPath,
  });
  trace.flow((run) => {
    forEachFrame(run, () => events++);
    say('events', events);
    return Promise.resolve();
  });
  say('helper', trace.helperPid);
  process.stdin.resume().once('end', () => void trace.stop());
  const { reason, error } = await trace.ended;
  say('ended', reason, error ?? '');
}

main().catch((error: unknown) => {
  say('failed', error instanceof UserError ? error.code : 'unknown', String(error));
});
