import { constants, fstatSync, openSync, readFileSync, readlinkSync, statfsSync } from 'node:fs';
import { startTimeOf } from '../shared/helper/startTime';
import { HelperFailure } from './helperFailure';
import type { HelperOptions } from './helperOptions';

export interface ResolvedTarget {
  /** What libbpf opens: whatever becomes of the path, it is the file that was checked. */
  path: string;
  /** Absolute path as the user knows it. */
  binary: string;
}

/** open(2): the file itself, without what opening it does to a device or a pipe. */
const O_PATH = 0o10000000;
/** Types as statfs(2) gives them: proc, sysfs, tracefs, debugfs, configfs, where reading a file may have effects, or block. */
const NO_DISKS = [0x9fa0, 0x62656572, 0x74726163, 0x64626720, 0x62656570];

/**
 * Opens the binary, for as long as this process lives. Needs root where it is another user's. Whether
 * it is a program that can be traced, the addon says.
 * @throws HelperFailure `no-target` unless it is a file, and the process the one that was meant.
 */
export function resolveTarget(target: HelperOptions['target']): ResolvedTarget {
  try {
    const file = openSync('pid' in target ? executable(target) : target.binary, O_PATH);
    const path = `/proc/self/fd/${file}`;
    // The kernel marks a binary that was replaced or removed since the process started.
    const binary = readlinkSync(path).replace(/ \(deleted\)$/, '');
    if (!fstatSync(file).isFile() || NO_DISKS.includes(statfsSync(path).type))
      throw new Error('it is not a file on a disk');
    const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    return { path: `/proc/self/fd/${descriptor}`, binary };
  } catch (error) {
    // The path in the system's message is a path of ours, which the user would not know.
    throw new HelperFailure('no-target', (error as Error).message.replace(/, \w+ '.*/s, ''));
  }
}

/** @returns its path beneath a directory that stays this process's even when its number is reused. */
function executable({ pid, started }: { pid: number; started: string }): string {
  const directory = openSync(`/proc/${pid}`, constants.O_RDONLY | constants.O_DIRECTORY);
  const own = `/proc/self/fd/${directory}`;
  if (startTimeOf(readFileSync(`${own}/stat`, 'utf8')) !== started)
    throw new Error(`process ${pid} has ended, and its number is another’s`);
  return `${own}/exe`;
}
