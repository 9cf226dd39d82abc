import { helperBroken } from '../../shared/errors';
import { INSTALLED_HELPER } from '../installedHelper';
import type { Launcher } from './launcher';
import { spawnHelper } from './spawnHelper';

/** For a client that may run an installed helper with capabilities of its own: no root, no password. */
export const installedLauncher: Launcher = {
  launch({ args: [, ...args] }, signal) {
    return spawnHelper(
      INSTALLED_HELPER,
      args,
      { env: {}, stdio: ['ignore', 'ignore', 'inherit'], signal },
      helperBroken,
    );
  },
};
