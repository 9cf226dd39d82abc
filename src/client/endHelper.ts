import { readFileSync } from 'node:fs';

/**
 * Kills a helper that does not answer, if it is still that helper and ours: it runs as the user
 * once it traces, and its command line names a socket that only this trace had.
 */
export function endHelper(pid: number, socketPath: string): void {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    if (command.includes(socketPath)) process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
