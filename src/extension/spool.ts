import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

const EXTENSION = '.p2ptrace';
const KEEP = 5;
/** Another window may write to what is younger, milliseconds. */
const MIN_AGE = 10 * 60 * 1000;

/** Where traces are kept until they are saved elsewhere: one file each, of which the latest stay. */
export class Spool {
  constructor(private readonly directory: string) {}

  /** A path that no file has yet. The directory is there when this resolves. */
  async newPath(now = new Date()): Promise<string> {
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    const stamp = now.toISOString().replace(/[:.]/g, '-');
    return join(this.directory, `${stamp}-${process.pid}${EXTENSION}`);
  }

  /**
   * Removes all but the latest few captures.
   * @param inUse Absolute paths that must stay.
   */
  async prune(inUse: readonly string[], now = Date.now()): Promise<void> {
    const names = await readdir(this.directory).catch(() => []);
    const files = await Promise.all(
      names
        .filter((name) => name.endsWith(EXTENSION))
        .map(async (name) => {
          const path = join(this.directory, name);
          return { path, time: (await stat(path)).mtimeMs };
        }),
    );
    files.sort((a, b) => b.time - a.time);
    const old = files
      .slice(KEEP)
      .filter(({ path, time }) => !inUse.includes(path) && now - time > MIN_AGE);
    for (const { path } of old) await rm(path, { force: true });
  }
}
