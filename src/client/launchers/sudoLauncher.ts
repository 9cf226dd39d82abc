import { sudoFailed } from '../../shared/errors';
import { commandWords, type HelperCommand } from '../helperCommand';
import type { Launcher } from './launcher';
import { spawnHelper } from './spawnHelper';

/** What follows `sudo`: a prompt that says what the password is for, then the command. */
export function sudoArguments(command: HelperCommand): string[] {
  return ['-p', '[sudo] password for %p, to attach to the node: ', '--', ...commandWords(command)];
}

/**
 * For a client in a terminal. sudo asks on /dev/tty; without standard streams of that terminal it
 * leaves it to the client, whose lines it would otherwise skew (raw mode under `use_pty`).
 */
export const sudoLauncher: Launcher = {
  launch: (command, signal) =>
    spawnHelper(
      'sudo',
      sudoArguments(command),
      { stdio: ['ignore', 'ignore', 'inherit'], signal },
      sudoFailed,
    ),
};
