import { directLauncher } from '../client/launchers/directLauncher';
import { installedLauncher, preferInstalled } from '../client/launchers/installedLauncher';
import type { Launcher } from '../client/launchers/launcher';
import { sudoLauncher } from '../client/launchers/sudoLauncher';
import { readMachine } from '../client/preflight/readMachine';
import { waysToAttach, type WayKind } from '../client/preflight/ways';
import { noRights } from '../shared/errors';

/**
 * The way that asks for least; sudo says itself where it does not let this user.
 * @param dist Where helper.js is.
 * @throws UserError `no-way` where there is no sudo to ask.
 */
export function chooseLauncher(dist: string): Launcher {
  if (process.geteuid?.() === 0) return directLauncher;
  const ways = waysToAttach(readMachine(dist));
  const possible = (wanted: WayKind) =>
    ways.some(({ kind, possible }) => kind === wanted && possible);
  if (possible('capabilities')) return installedLauncher;
  if (possible('sudo')) return preferInstalled(sudoLauncher);
  // A dialog is for the extension, on a desktop.
  throw noRights(ways.flatMap(({ kind, why }) => (kind === 'pkexec' ? [] : why)).join(' '));
}
