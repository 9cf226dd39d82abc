import { constants, fstatSync, openSync, readlinkSync, readSync, realpathSync } from 'node:fs';
import { HelperFailure } from './helperFailure';
import type { HelperOptions } from './helperOptions';

export interface ResolvedTarget {
  /** What libbpf opens: whatever becomes of the path, it is the file that was checked. */
  path: string;
  /** Absolute path as the user knows it. */
  binary: string;
}

/** Bytes that an ELF file begins with. */
const MAGIC = '\x7fELF';

/**
 * Opens the binary, for as long as this process lives. Needs root: it may be another user's.
 * @throws HelperFailure `no-target` unless it is an ELF file.
 */
export function resolveTarget(target: HelperOptions['target']): ResolvedTarget {
  try {
    const path = 'pid' in target ? `/proc/${target.pid}/exe` : realpathSync(target.binary);
    // The kernel marks a binary that was replaced or removed since the process started.
    const binary = 'pid' in target ? readlinkSync(path).replace(/ \(deleted\)$/, '') : path;
    // A pipe, of which nobody checked yet that it is none, would not open until somebody writes.
    const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    if (!fstatSync(descriptor).isFile()) throw new Error(`${binary} is no file`);
    const start = Buffer.alloc(MAGIC.length);
    readSync(descriptor, start, 0, start.length, 0);
    if (start.toString('latin1') !== MAGIC) throw new Error(`${binary} is no ELF binary`);
    return { path: `/proc/self/fd/${descriptor}`, binary };
  } catch (error) {
    throw new HelperFailure('no-target', (error as Error).message);
  }
}
