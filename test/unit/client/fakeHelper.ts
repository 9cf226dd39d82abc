import { connect, type Socket } from 'node:net';
import type { HelperCommand } from '../../../src/client/helperCommand';
import type { Launcher } from '../../../src/client/launchers/launcher';
import type { UserError } from '../../../src/shared/userError';

/** Of a command as helperCommand builds it. */
export function socketPathOf(command: HelperCommand): string {
  return command.args[command.args.indexOf('--socket') + 1]!;
}

export interface FakeLaunch {
  command: HelperCommand;
  signal: AbortSignal;
  /** A connection as the helper's. */
  dial(): Socket;
  /** The launched command ends. */
  end(error?: UserError): void;
}

/** Launches nothing: the test plays the helper. */
export function fakeLauncher(play: (launch: FakeLaunch) => void): Launcher {
  return {
    launch(command, signal) {
      const ended = new Promise<UserError | undefined>((resolve) => {
        const dial = () => {
          const socket = connect(socketPathOf(command));
          socket.on('error', () => undefined);
          return socket;
        };
        play({ command, signal, dial, end: resolve });
      });
      return { ended };
    },
  };
}
