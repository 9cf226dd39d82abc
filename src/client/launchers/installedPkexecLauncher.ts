import { spawn } from 'node:child_process';
import type { UserError } from '../../shared/errors/userError';
import { installed } from './installedLauncher';
import { pkexecError } from './pkexecError';

/** Characters kept of what pkexec complains about. */
const COMPLAINT = 2000;

/**
 * For a client with a desktop where a helper is installed: polkit's dialog by an action of its own,
 * which names the helper and the node. No shell is in between.
 */
export const installedPkexecLauncher = installed({
  launch({ file, args }, signal) {
    const child = spawn('/usr/bin/pkexec', ['--disable-internal-agent', file, ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let complaint = '';
    child.stderr.on('data', (text) => (complaint = `${complaint}${text}`.slice(-COMPLAINT)));
    // Without effect once it is root's: the helper then ends by itself.
    signal.addEventListener('abort', () => child.pid && child.kill(), { once: true });
    const ended = new Promise<UserError | undefined>((resolve) => {
      child.once('error', ({ message }) => resolve(pkexecError(new Error(message))));
      child.once('close', (code) =>
        resolve(code === 0 ? undefined : pkexecError(failure(complaint, code))),
      );
    });
    return { ended };
  },
});

/** An error in the words of @vscode/sudo-prompt. */
function failure(complaint: string, code: number | null): Error & { code?: number } {
  const noAgent = complaint.includes('No authentication agent found');
  const error = new Error(noAgent ? 'No polkit authentication agent found.' : complaint.trim());
  return code === null ? error : Object.assign(error, { code });
}
