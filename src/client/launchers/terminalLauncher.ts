import { sudoFailed } from '../../shared/errors';
import type { Launcher } from './launcher';
import { sudoArguments } from './sudoLauncher';

/** What sudo's end says, by its exit status. */
const END: Record<string, string> = {
  closed: 'its terminal was closed',
  1: 'the password was not right, or you may not use sudo (exit status 1)',
  130: 'it was interrupted (exit status 130)',
};

/** A terminal that runs one program. */
export interface Terminal {
  /** Resolves with the program's exit status; undefined when the terminal was closed before. */
  readonly closed: Promise<number | undefined>;
  dispose(): void;
}

/**
 * Lets sudo ask in a terminal of the caller's.
 * @param open Shows a terminal that runs `file` with exactly these arguments: no shell in between,
 *   so that no path needs quoting.
 */
export function terminalLauncher(open: (file: string, args: string[]) => Terminal): Launcher {
  return {
    launch(command, signal) {
      const terminal = open('sudo', sudoArguments(command));
      const close = () => terminal.dispose();
      signal.addEventListener('abort', close, { once: true });
      const ended = terminal.closed.then((status) => {
        signal.removeEventListener('abort', close);
        if (status === 0) return undefined;
        return sudoFailed(END[status ?? 'closed'] ?? `exit status ${status}`);
      });
      return { ended };
    },
  };
}
