import { realpath, stat } from 'node:fs/promises';
import type { Disposable } from '../shared/disposable';
import { findNodes } from './nodes';

/** Milliseconds; a node that was replaced is restarted soon. */
const INTERVAL = 200;

/**
 * What became of a file at its path. Probes stay with the file they were attached to, and keep its inode.
 * `replaced`: another one stands there, which has none. `overwritten`: it has other content, and probes
 * at the places of the old one, where they would crash whoever runs it.
 */
export type BinaryChange = 'replaced' | 'overwritten';

interface BinaryState {
  /** Device and inode. */
  file: string;
  /** Size and time of the last write. */
  content: string;
}

/** Calls each time that the file which is at this path now has been replaced, or overwritten. */
export function watchBinary(
  binary: string,
  onChange: (change: BinaryChange) => void,
  interval = INTERVAL,
): Disposable {
  let attached: BinaryState | undefined;
  let last: BinaryState | undefined;
  let looking = false;
  let disposed = false;
  const look = async (): Promise<void> => {
    // The file system may take its time; so long nothing is known.
    if (looking) return;
    looking = true;
    const now = await stateOf(binary);
    looking = false;
    // Absent for a moment, where it is not replaced by a rename.
    if (now === undefined) return;
    const before = last ?? now;
    attached ??= now;
    last = now;
    if (disposed) return;
    if (now.file !== attached.file) {
      if (now.file !== before.file) onChange('replaced');
    } else if (now.content !== attached.content) {
      attached = now;
      onChange('overwritten');
    }
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
  // One that is replaced while we look is the one that is traced.
  const attached = await stateOf(path);
  const nodes = await findNodes(proc);
  return nodes.flatMap(({ pid, deleted, file, ...node }) => {
    const isTraced = file && `${file.device}:${file.inode}` === attached?.file;
    return deleted && node.binary === path && !isTraced ? pid : [];
  });
}

/** @returns undefined while there is none. */
async function stateOf(path: string): Promise<BinaryState | undefined> {
  const file = await stat(path, { bigint: true }).catch(() => undefined);
  return file && { file: `${file.dev}:${file.ino}`, content: `${file.size}:${file.mtimeNs}` };
}
