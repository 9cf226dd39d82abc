import { sudoFailed } from '../../shared/errors/launchErrors';
import { visible } from '../../shared/text/visible';
import { commandWords, type HelperCommand } from '../helperCommand';
import { INSTALLED_HELPER } from '../installedHelper';
import type { Launcher } from './launcher';
import { spawnHelper } from './spawnHelper';

/**
 * Runs its arguments with nothing in the environment but whose sudo it was, whatever sudoers lets
 * through. A fixed text: the arguments are handed on and never read as shell.
 */
const CLEAN = 'exec /usr/bin/env -i SUDO_UID="$SUDO_UID" "$@"';

/**
 * What follows `sudo`: a prompt that says what the password is for, then the command. The installed
 * helper cleans its environment itself; nothing stands before it, so that sudoers can allow it alone.
 */
export function sudoArguments(command: HelperCommand): string[] {
  const clean = command.file === INSTALLED_HELPER ? [] : ['/bin/sh', '-c', CLEAN, 'sh'];
  return ['-p', prompt(command), '--', ...clean, ...commandWords(command)];
}

/** sudo replaces %p and the like; the rest is shown as it is. */
function prompt({ runs, traces }: HelperCommand): string {
  const what = visible(`run ${runs} and trace ${traces}`).replaceAll('%', '%%');
  return `[sudo] password for %p, to ${what}: `;
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
