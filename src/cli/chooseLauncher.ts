import { directLauncher } from '../client/launchers/directLauncher';
import { installedLauncher, preferInstalled } from '../client/launchers/installedLauncher';
import type { Launcher } from '../client/launchers/launcher';
import { sudoLauncher } from '../client/launchers/sudoLauncher';
import { readMachine } from '../client/preflight/readMachine';
import { waysToAttach } from '../client/preflight/ways';

/** The way that asks for least; sudo says itself where it cannot. @param dist Where helper.js is. */
export function chooseLauncher(dist: string): Launcher {
  if (process.geteuid?.() === 0) return directLauncher;
  const ways = waysToAttach(readMachine(dist));
  const capable = ways.some(({ kind, possible }) => kind === 'capabilities' && possible);
  return capable ? installedLauncher : preferInstalled(sudoLauncher);
}
