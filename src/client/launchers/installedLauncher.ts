import { helperBroken } from '../../shared/errors/helperErrors';
import type { HelperCommand } from '../helperCommand';
import { findInstalledHelper, INSTALLED_HELPER } from '../installedHelper';
import type { Launcher } from './launcher';
import { spawnHelper } from './spawnHelper';

/** The same trace by the helper that root owns, which cleans its environment itself. */
function installedCommand({ args: [, ...args], traces }: HelperCommand): HelperCommand {
  return { file: INSTALLED_HELPER, args, electron: false, runs: INSTALLED_HELPER, traces };
}

/** Launches the installed helper instead of the client's own. */
export function installed(launcher: Launcher): Launcher {
  return { launch: (command, signal) => launcher.launch(installedCommand(command), signal) };
}

/**
 * For a client that has to become root: where a helper is installed, that one and no other runs as root.
 * @param instead What launches it there.
 */
export function preferInstalled(launcher: Launcher, instead = installed(launcher)): Launcher {
  return {
    launch(command, signal) {
      const found = findInstalledHelper();
      const trusted = found !== undefined && found.distrusted === undefined;
      return (trusted ? instead : launcher).launch(command, signal);
    },
  };
}

/** For a client that may run an installed helper with capabilities of its own: no root, no password. */
export const installedLauncher = installed({
  launch: ({ file, args }, signal) =>
    spawnHelper(
      file,
      args,
      { env: {}, stdio: ['ignore', 'ignore', 'inherit'], signal },
      helperBroken,
    ),
});
