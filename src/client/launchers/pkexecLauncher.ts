import { exec } from '@vscode/sudo-prompt';
import {
  dialogDismissed,
  dialogImpossible,
  helperBroken,
  notAuthorised,
  unsafePath,
} from '../../shared/errors';
import type { UserError } from '../../shared/userError';
import { commandWords, type HelperCommand } from '../helperCommand';
import type { Launcher } from './launcher';

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

/** @param error As @vscode/sudo-prompt calls back; `code` is pkexec's exit status. */
export function pkexecError(error: Error & { code?: number }): UserError {
  if (error.message.includes('No polkit authentication agent'))
    return dialogImpossible('no polkit authentication agent is running for this session');
  if (error.message.includes('Unable to find pkexec'))
    return dialogImpossible('pkexec is not installed');
  if (error.code === 126) return dialogDismissed();
  if (error.code === 127 || error.message.includes('did not grant permission'))
    return notAuthorised();
  return helperBroken(error.message);
}

/** For a client with a desktop: polkit's password dialog. It cannot be taken back once shown. */
export const pkexecLauncher: Launcher = {
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
