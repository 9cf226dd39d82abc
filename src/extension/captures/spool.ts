import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { findRecoverable, type RecoverableCapture } from '../../capture/store/recovery';
import { isEarlierSegment, removeCapture } from '../../capture/store/segmentNames';
import { markerPath } from '../../capture/store/writerMarker';

const EXTENSION = '.p2ptrace';
const KEEP = 5;
/** Milliseconds. Another window may still show a capture that is younger. */
const MIN_AGE = 10 * 60 * 1000;

/** The directory of the captures of traces, of which the latest few stay until others replace them. */
export class Spool {
  constructor(private readonly directory: string) {}

  /** A path that no file has yet. The directory is there when this resolves. */
  async newPath(now = new Date()): Promise<string> {
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    const stamp = now.toISOString().replace(/[:.]/g, '-');
    return join(this.directory, `${stamp}-${process.pid}${EXTENSION}`);
  }

  /** Captures whose writer was killed, the latest first. */
  abandoned(): Promise<RecoverableCapture[]> {
    return findRecoverable(this.directory);
  }

  /**
   * Removes all but the latest few captures. One that any window writes, or that waits
   * to be recovered, stays.
   * @param inUse Absolute paths that must stay.
   */
  async prune(inUse: readonly string[], now = Date.now()): Promise<void> {
    const names = await readdir(this.directory).catch((): string[] => []);
    const captures = await Promise.all(
      names
        .filter((name) => name.endsWith(EXTENSION) && !isEarlierSegment(name))
        .map(async (name) => {
          const path = join(this.directory, name);
          return { name, path, time: (await stat(path)).mtimeMs };
        }),
    );
    captures.sort((a, b) => b.time - a.time);
    const old = captures.slice(KEEP).filter(({ name, path, time }) => {
      const marked = names.includes(markerPath(name));
      return !marked && !inUse.includes(path) && now - time > MIN_AGE;
    });
    for (const { path } of old) await removeCapture(path);
  }
}
