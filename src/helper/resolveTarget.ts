import { readlinkSync, realpathSync, statSync } from 'node:fs';
import { HelperFailure } from './helperFailure';
import type { HelperOptions } from './helperOptions';

export interface ResolvedTarget {
  /** What libbpf opens. */
  path: string;
  /** Absolute path as the user knows it. */
  binary: string;
  /** Trace this process only; 0 for every process of the binary. */
  pid: number;
}

/**
 * Needs root: the binary, or the process, may be another user's.
 * @throws HelperFailure `no-target`
 */
export function resolveTarget(target: HelperOptions['target']): ResolvedTarget {
  try {
    if ('pid' in target) {
      const path = `/proc/${target.pid}/exe`;
      // The kernel marks a binary that was replaced or removed since the process started.
      const binary = readlinkSync(path).replace(/ \(deleted\)$/, '');
      return { path, binary, pid: target.pid };
    }
    const path = realpathSync(target.binary);
    if (!statSync(path).isFile()) throw new Error('it is no file');
    return { path, binary: path, pid: 0 };
  } catch (error) {
    throw new HelperFailure('no-target', (error as Error).message);
  }
}
