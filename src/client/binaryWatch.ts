import { realpath, stat } from 'node:fs/promises';
import type { Disposable } from '../shared/disposable';
import { findNodes } from './nodes';

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
  let attached: string | undefined;
  let last: string | undefined;
  let looking = false;
  let disposed = false;
  const look = async (): Promise<void> => {
    // The file system may take its time; so long nothing is known.
    if (looking) return;
    looking = true;
    const inode = await inodeOf(binary);
    looking = false;
    attached ??= inode;
    // Absent for a moment, where it is not replaced by a rename.
    if (inode === undefined || inode === (last ?? attached)) return;
    last = inode;
    if (inode !== attached && !disposed) onReplaced();
  };
  void look();
  const timer = setInterval(() => void look(), interval);
  return {
    dispose: () => {
      disposed = true;
      clearInterval(timer);
    },
  };
}

/**
 * @returns Processes of a file that was at this path, and that is deleted since, as far as they show it.
 * @throws UserError `look-failed`
 */
export async function runsOfEarlier(binary: string, proc = '/proc'): Promise<number[]> {
  const path = await realpath(binary).catch(() => binary);
  const file = await inodeOf(path);
  const nodes = await findNodes(proc);
  // Replaced meanwhile: what is deleted now may be what the probes are attached to.
  if ((await inodeOf(path)) !== file) return [];
  return nodes.flatMap(({ pid, deleted, ...node }) => (deleted && node.binary === path ? pid : []));
}

/** @returns Device and inode; undefined while there is none. */
async function inodeOf(path: string): Promise<string | undefined> {
  const file = await stat(path, { bigint: true }).catch(() => undefined);
  return file && `${file.dev}:${file.ino}`;
}
