import { helperBroken } from '../../shared/errors/helperErrors';
import { dialogDismissed, dialogImpossible, notAuthorised } from '../../shared/errors/launchErrors';
import type { UserError } from '../../shared/errors/userError';

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
