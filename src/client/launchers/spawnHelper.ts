import { spawn, type SpawnOptions } from 'node:child_process';
import { tooFewFiles } from '../../shared/errors/setupErrors';
import type { UserError } from '../../shared/errors/userError';
import type { HelperProcess } from './launcher';

/** @param say Words an end that is not a success: an exit status, a signal, or why it did not start. */
export function spawnHelper(
  file: string,
  args: string[],
  options: SpawnOptions & { signal: AbortSignal },
  say: (detail: string) => UserError,
): HelperProcess {
  const { signal, ...rest } = options;
  const child = spawn(file, args, rest);
  // Without effect where the child is root's and we are not: the helper then ends by itself.
  // One that has not begun has no number: killing it would kill our own group of processes.
  const kill = () => child.pid && child.kill();
  signal.addEventListener('abort', kill, { once: true });
  const ended = new Promise<UserError | undefined>((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'EMFILE' ? tooFewFiles() : say(error.message)),
    );
    child.once('exit', (code, killed) =>
      resolve(code === 0 ? undefined : say(killed ? `killed by ${killed}` : `exit status ${code}`)),
    );
  });
  void ended.then(() => signal.removeEventListener('abort', kill));
  return { ended };
}
