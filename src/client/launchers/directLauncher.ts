import { helperBroken } from '../../shared/errors/helperErrors';
import type { Launcher } from './launcher';
import { spawnHelper } from './spawnHelper';

/** For a client that is root itself: the trace belongs to root, and the helper gets none of the client's environment. */
export const directLauncher: Launcher = {
  launch({ file, args }, signal) {
    const env = { ELECTRON_RUN_AS_NODE: '1' };
    return spawnHelper(
      file,
      args,
      { env, stdio: ['ignore', 'ignore', 'inherit'], signal },
      helperBroken,
    );
  },
};
