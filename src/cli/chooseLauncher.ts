import { directLauncher } from '../client/launchers/directLauncher';
import { installedLauncher, preferInstalled } from '../client/launchers/installedLauncher';
import type { Launcher } from '../client/launchers/launcher';
import { sudoLauncher } from '../client/launchers/sudoLauncher';
import { readMachine } from '../client/preflight/readMachine';
import { refuseHopeless } from '../client/preflight/obstacles';
import { readSandbox } from '../client/preflight/sandbox';
import { waysToAttach } from '../client/preflight/ways';

/**
 * The way that asks for least; sudo says itself where it cannot.
 * @param dist Where helper.js is.
 * @throws UserError `nothing-attaches`
 */
export function chooseLauncher(dist: string): Launcher {
  const sandbox = readSandbox(process.env);
  const uid = process.geteuid?.() ?? -1;
  // What a terminal of VS Code could still do, sudo as a child of this process cannot.
  refuseHopeless({ ...sandbox, uid, parentNoNewPrivileges: sandbox.noNewPrivileges });
  if (uid === 0) return directLauncher;
  const ways = waysToAttach(readMachine(dist));
  const capable = ways.some(({ kind, possible }) => kind === 'capabilities' && possible);
  return capable ? installedLauncher : preferInstalled(sudoLauncher);
}
