import { exec } from '@vscode/sudo-prompt';
import { unsafePath } from '../../shared/errors/launchErrors';
import type { UserError } from '../../shared/errors/userError';
import { commandWords, type HelperCommand } from '../helperCommand';
import { installedPkexecLauncher } from './installedPkexecLauncher';
import { preferInstalled } from './installedLauncher';
import type { Launcher } from './launcher';
import { pkexecError } from './pkexecError';

/** What no shell acts upon, even within double quotes within double quotes. */
const SAFE_WORD = /^[A-Za-z0-9/._-]+$/;

/**
 * One line for a shell, built of harmless words only.
 * @throws UserError `unsafe-path`
 */
export function shellCommand(command: HelperCommand): string {
  const words = commandWords(command);
  for (const word of words)
    if (!SAFE_WORD.test(word) && word !== 'ELECTRON_RUN_AS_NODE=1') throw unsafePath(word);
  return words.join(' ');
}

/** Polkit's password dialog for the client's own helper. It cannot be taken back once shown. */
export const promptLauncher: Launcher = {
  launch(command) {
    const line = shellCommand(command);
    // The library lets the user's shell change to this directory first.
    if (!SAFE_WORD.test(process.cwd())) throw unsafePath(process.cwd());
    const ended = new Promise<UserError | undefined>((resolve) => {
      exec(line, { name: 'Bitcoin P2P Trace' }, (error) =>
        resolve(error ? pkexecError(error) : undefined),
      );
    });
    return { ended };
  },
};

/** The launcher for a client with a desktop. */
export const pkexecLauncher = preferInstalled(promptLauncher, installedPkexecLauncher);
