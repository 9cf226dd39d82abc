import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A directory for the tests of a `describe`, removed after them. @returns Paths within it. */
export function temporaryDirectory(): (name: string) => string {
  let directory = '';
  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'p2p-trace-test-'));
  });
  after(() => {
    rmSync(directory, { recursive: true });
  });
  return (name) => join(directory, name);
}
