import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import type { HelperCommand } from '../../../src/client/helperCommand';
import type { Launcher } from '../../../src/client/launchers/launcher';
import { NONCE_FILE } from '../../../src/shared/helper/nonce';
import type { UserError } from '../../../src/shared/errors/userError';

/** Of a command as helperCommand builds it. */
export function socketPathOf(command: HelperCommand): string {
  return command.args[command.args.indexOf('--socket') + 1]!;
}

export interface FakeLaunch {
  command: HelperCommand;
  signal: AbortSignal;
  /** A connection as the helper's, that has sent its secret. @param nonce, path Others than its own. */
  dial(nonce?: Buffer, path?: string): Socket;
  /** The launched command ends. */
  end(error?: UserError): void;
}

/** Launches nothing: the test plays the helper. */
export function fakeLauncher(play: (launch: FakeLaunch) => void): Launcher {
  return {
    launch(command, signal) {
      const ended = new Promise<UserError | undefined>((resolve) => {
        const path = socketPathOf(command);
        const secret = readFileSync(join(dirname(path), NONCE_FILE));
        const dial = (nonce = secret, at = path) => {
          const socket = connect(at);
          socket.on('error', () => undefined).write(nonce);
          return socket;
        };
        play({ command, signal, dial, end: resolve });
      });
      return { ended };
    },
  };
}
