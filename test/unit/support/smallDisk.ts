import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A file system of its own, in memory, for the tests of a `describe`: they are skipped aloud where it
 * cannot be mounted, for which one has to be root.
 * @param kilobytes Its size.
 * @returns Paths within it.
 */
export function smallDisk(kilobytes: number): (name: string) => string {
  let directory = '';
  let mounted = false;
  before(function () {
    directory = mkdtempSync(join(tmpdir(), 'p2p-trace-disk-'));
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', directory], {
        stdio: 'pipe',
      });
      mounted = true;
    } catch (error) {
      console.warn(`NOT TESTED, no small file system: ${(error as Error).message}`);
      this.skip();
    }
  });
  after(() => {
    if (mounted) execFileSync('umount', ['--lazy', directory]);
    rmSync(directory, { recursive: true });
  });
  return (name) => join(directory, name);
}
