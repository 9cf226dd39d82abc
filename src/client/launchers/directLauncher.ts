import { helperBroken } from '../../shared/errors';
import type { Launcher } from './launcher';
import { spawnHelper } from './spawnHelper';

/** For a client that is root itself. */
export const directLauncher: Launcher = {
  launch(command, signal) {
    const env: NodeJS.ProcessEnv = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
    // Left over from the shell that root came from: the trace is root's.
    delete env.SUDO_UID;
    delete env.PKEXEC_UID;
    const stdio = ['ignore', 'ignore', 'inherit'] as const;
    return spawnHelper(
      command.file,
      command.args,
      { env, stdio: [...stdio], signal },
      helperBroken,
    );
  },
};
