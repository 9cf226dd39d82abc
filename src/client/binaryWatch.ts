import { readdirSync, readlinkSync, realpathSync } from 'node:fs';
import type { Disposable } from '../shared/disposable';
import { inodeOf } from './nodeProcess';

/** Milliseconds; a node that was replaced is restarted soon. */
const INTERVAL = 1000;

/**
 * Calls each time that another file has taken the place of the one that is at this path now. Probes stay
 * with the file they were attached to, and keep its inode, so what is started from another is not seen.
 */
export function watchBinary(
  binary: string,
  onReplaced: () => void,
  interval = INTERVAL,
): Disposable {
  const attached = inodeOf(binary);
  let last = attached;
  const timer = setInterval(() => {
    // Absent for a moment, where it is not replaced by a rename.
    const inode = inodeOf(binary) ?? last;
    if (inode === last) return;
    last = inode;
    if (inode !== attached) onReplaced();
  }, interval);
  return { dispose: () => clearInterval(timer) };
}

/** @returns Processes of a file that was at this path, and that is deleted since, as far as they show it. */
export function runsOfEarlier(binary: string, proc = '/proc'): number[] {
  const deleted = `${realPath(binary)} (deleted)`;
  const pids = readdirSync(proc).filter((name) => /^[0-9]+$/.test(name));
  return pids
    .filter((pid) => readLink(`${proc}/${pid}/exe`) === deleted)
    .map(Number)
    .sort((a, b) => a - b);
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
