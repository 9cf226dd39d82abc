import { accessSync, constants, existsSync } from 'node:fs';
import { join } from 'node:path';
import { directLauncher } from '../client/launchers/directLauncher';
import { installedLauncher, preferInstalled } from '../client/launchers/installedLauncher';
import type { Launcher } from '../client/launchers/launcher';
import { sudoLauncher } from '../client/launchers/sudoLauncher';
import { readMachine } from '../client/preflight/readMachine';
import { refuseHopeless } from '../client/preflight/obstacles';
import { readSandbox } from '../client/preflight/sandbox';
import { waysToAttach } from '../client/preflight/ways';
import { noRights } from '../shared/errors/launchErrors';

/**
 * The way to attach that asks for least. Where sudo does not let this user, sudo says so itself.
 * @param dist The directory of helper.js.
 * @throws UserError `no-way` where sudo cannot be asked.
 * @throws UserError `nothing-attaches`
 */
export function chooseLauncher(dist: string): Launcher {
  const sandbox = readSandbox(process.env);
  const uid = process.geteuid?.() ?? -1;
  // What a terminal of VS Code could still do, sudo as a child of this process cannot.
  refuseHopeless({ ...sandbox, uid, parentNoNewPrivileges: sandbox.noNewPrivileges });
  if (uid === 0) return directLauncher;
  const ways = waysToAttach(readMachine(dist));
  const capabilities = ways.find(({ kind }) => kind === 'capabilities')!;
  if (capabilities.possible) return installedLauncher;
  const sudo = placesOf('sudo');
  if (sudo.some(isExecutable)) return preferInstalled(sudoLauncher);
  // A dialog is for the extension, on a desktop.
  const why = sudo.some((path) => existsSync(path))
    ? 'You may not run sudo.'
    : 'sudo is not installed.';
  throw noRights(`You are not root. ${capabilities.why} ${why}`);
}

/** Where a command of this name is looked for. */
function placesOf(command: string): string[] {
  return (process.env.PATH ?? '').split(':').map((directory) => join(directory, command));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
