import { readlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { bytesText } from '../../shared/text/bytesText';
import { textBytes } from '../../shared/text/textBytes';

/** The limit that path_resolution(7) names. */
const MOST_LINKS = 40;

/** Where a process's paths lead to, which in a container or a chroot are not ours. */
export interface ProcessRoot {
  /** Its `/` is another one than ours, or its mounts are. */
  other: boolean;
  /** A path of ours to the file at an absolute path of the process. @throws the system's error. */
  outside: (path: string) => string;
}

/**
 * @param directory /proc/PID.
 * @returns undefined where that is hidden from us.
 */
export function processRoot(directory: string, self = '/proc/self'): ProcessRoot | undefined {
  const root = readLink(`${directory}/root`);
  const mounts = readLink(`${directory}/ns/mnt`);
  if (root === undefined || mounts === undefined) return undefined;
  const other = root !== '/' || mounts !== readLink(`${self}/ns/mnt`);
  if (!other) return { other, outside: (path) => path };
  return {
    other,
    outside: (path) => join(`${directory}/root`, insideRoot(`${directory}/root`, path)),
  };
}

/**
 * Follows links as the process would: an absolute one leads to its root, and not to ours.
 * @returns a path without links, as the process has it.
 */
function insideRoot(root: string, path: string): string {
  let done = '/';
  const rest = path.split('/');
  for (let links = 0; rest.length > 0;) {
    const next = resolve(done, rest.shift()!);
    const link = readLink(join(root, next));
    if (link === undefined) {
      done = next;
      continue;
    }
    if (++links > MOST_LINKS) throw Object.assign(new Error('too many links'), { code: 'ELOOP' });
    done = link.startsWith('/') ? '/' : dirname(next);
    rest.unshift(...link.split('/'));
  }
  return done;
}

/** @returns undefined for what is not a link, does not exist, or is hidden from us. */
export function readLink(path: string): string | undefined {
  try {
    return bytesText(readlinkSync(textBytes(path), 'buffer'));
  } catch {
    return undefined;
  }
}
