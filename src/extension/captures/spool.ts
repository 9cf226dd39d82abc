import { existsSync } from 'node:fs';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { findMarked, findRecoverable, type MarkedCapture } from '../../capture/store/recovery';
import { isEarlierSegment, removeCapture } from '../../capture/store/segmentNames';
import { describeCapture, type StoredCapture } from '../../capture/store/storedCapture';
import { markerPath } from '../../capture/store/writerMarker';

const EXTENSION = '.p2ptrace';
const KEEP = 5;
/** Milliseconds. Another window may still show a capture that is younger. */
const MIN_AGE = 10 * 60 * 1000;

/** Whether a capture has a name that a window gave it, which says nothing to a person. */
export function isSpooled(path: string): boolean {
  return /^\d{4}-\d\d-\d\dT[\d-]+Z-\d+$/.test(parse(path).name);
}

/** The directory of the captures of traces, of which the latest few stay until others replace them. */
export class Spool {
  constructor(private readonly directory: string) {}

  /** A path that no file has yet. The directory is there when this resolves. */
  async newPath(now = new Date()): Promise<string> {
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    const stamp = now.toISOString().replace(/[:.]/g, '-');
    return join(this.directory, `${stamp}-${process.pid}${EXTENSION}`);
  }

  /** Captures whose writer was killed, or left with its window, the latest first. */
  abandoned(): Promise<MarkedCapture[]> {
    return findRecoverable(this.directory);
  }

  /** These, and those that a window writes now. */
  marked(): Promise<MarkedCapture[]> {
    return findMarked(this.directory);
  }

  /** Every capture that nobody writes, the latest first. */
  async captures(): Promise<StoredCapture[]> {
    const written = (await this.marked()).flatMap(({ abandoned, path }) => (abandoned ? [] : path));
    const paths = (await this.names()).map((name) => join(this.directory, name));
    const found: StoredCapture[] = [];
    for (const path of paths.filter((each) => !written.includes(each))) {
      const capture = await describeCapture(path);
      if (capture) found.push(capture);
    }
    return found.sort((a, b) => b.lastWrittenMs - a.lastWrittenMs);
  }

  /**
   * Removes all but the latest few captures. One that any window writes, or that waits
   * to be recovered, stays.
   * @param inUse Absolute paths that must stay.
   */
  async prune(inUse: readonly string[], now = Date.now()): Promise<void> {
    const captures = await Promise.all(
      (await this.names()).map(async (name) => {
        const path = join(this.directory, name);
        return { path, time: (await stat(path)).mtimeMs };
      }),
    );
    captures.sort((a, b) => b.time - a.time);
    const old = captures.slice(KEEP).filter(({ path, time }) => {
      const marked = existsSync(markerPath(path));
      return !marked && !inUse.includes(path) && now - time > MIN_AGE;
    });
    for (const { path } of old) await removeCapture(path);
  }

  private async names(): Promise<string[]> {
    const names = await readdir(this.directory).catch((): string[] => []);
    return names.filter((name) => name.endsWith(EXTENSION) && !isEarlierSegment(name));
  }
}
