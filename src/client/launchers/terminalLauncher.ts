import { sudoFailed } from '../../shared/errors/launchErrors';
import type { Launcher } from './launcher';
import { sudoArguments } from './sudoLauncher';

/**
 * A fixed text, whose arguments are handed on and never read as shell. VS Code would show a failure as
 * one of its terminal, with all of the command, beside what is said here.
 */
const QUIETLY = 'sudo "$@" || :';

/** A terminal that runs one program. */
export interface Terminal {
  /** Resolves with the program's exit status; undefined when the terminal was closed before. */
  readonly closed: Promise<number | undefined>;
  dispose(): void;
}

/**
 * Lets sudo ask in a terminal of the caller's. Its end before the helper has connected is sudo's: what
 * the helper has to say comes by its socket.
 * @param open Shows a terminal that runs `file` with exactly these arguments: no shell in between,
 *   so that no path needs quoting.
 */
export function terminalLauncher(open: (file: string, args: string[]) => Terminal): Launcher {
  return {
    launch(command, signal) {
      const terminal = open('/bin/sh', ['-c', QUIETLY, 'sh', ...sudoArguments(command)]);
      const close = () => terminal.dispose();
      signal.addEventListener('abort', close, { once: true });
      const ended = terminal.closed.then((status) => {
        signal.removeEventListener('abort', close);
        return sudoFailed(
          status === undefined
            ? 'its terminal was closed'
            : 'the password was wrong, or you may not use sudo',
        );
      });
      return { ended };
    },
  };
}
