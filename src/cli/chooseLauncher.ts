import { directLauncher } from '../client/launchers/directLauncher';
import { installedLauncher } from '../client/launchers/installedLauncher';
import type { Launcher } from '../client/launchers/launcher';
import { sudoLauncher } from '../client/launchers/sudoLauncher';
import { readMachine } from '../client/preflight/readMachine';
import { waysToAttach } from '../client/preflight/ways';

/** The way that asks for least; sudo says itself where it cannot. @param dist Where helper.js is. */
export function chooseLauncher(dist: string): Launcher {
  if (process.geteuid?.() === 0) return directLauncher;
  const ways = waysToAttach(readMachine(dist));
  const installed = ways.some(({ kind, possible }) => kind === 'capabilities' && possible);
  return installed ? installedLauncher : sudoLauncher;
}
