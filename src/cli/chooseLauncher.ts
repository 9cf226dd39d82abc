import { directLauncher } from '../client/launchers/directLauncher';
import { installed, installedLauncher } from '../client/launchers/installedLauncher';
import type { Launcher } from '../client/launchers/launcher';
import { sudoLauncher } from '../client/launchers/sudoLauncher';
import { readMachine } from '../client/preflight/readMachine';
import { waysToAttach } from '../client/preflight/ways';

/** The way that asks for least; sudo says itself where it cannot. @param dist Where helper.js is. */
export function chooseLauncher(dist: string): Launcher {
  if (process.geteuid?.() === 0) return directLauncher;
  const machine = readMachine(dist);
  const ways = waysToAttach(machine);
  if (ways.some(({ kind, possible }) => kind === 'capabilities' && possible))
    return installedLauncher;
  const trusted = machine.installedHelper && machine.installedHelper.distrusted === undefined;
  return trusted ? installed(sudoLauncher) : sudoLauncher;
}
