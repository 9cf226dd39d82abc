import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeTestUser, type TestUser } from './testUser';
import { UserRun } from './userRun';

describe('what a user learns of files that only root can see', () => {
  let user: TestUser;
  let folder: string;

  before(() => {
    user = makeTestUser();
    // Of mode 0700.
    folder = mkdtempSync(join(tmpdir(), 'p2p-trace-secret-'));
  });
  after(() => {
    user.remove();
    rmSync(folder, { recursive: true });
  });

  it('is the same of all that cannot be traced', async () => {
    const path = (name: string) => join(folder, name);
    mkdirSync(path('folder'));
    writeFileSync(path('text'), 'text');
    copyFileSync('/bin/true', path('without-probes'));
    const foreign = readFileSync('/bin/true');
    foreign.writeUInt16LE(0xffff, 0x12);
    writeFileSync(path('other-machine'), foreign);
    const texts = new Set<string>();
    for (const name of ['absent', 'folder', 'text', 'without-probes', 'other-machine', 'text/in']) {
      const run = new UserRun({ user, node: { binary: path(name) }, launch: 'sudo' });
      const failed = await run.said('failed');
      assert.ok(failed.includes(path(name)));
      texts.add(failed.replaceAll(path(name), 'PATH'));
    }
    assert.deepEqual([...texts].length, 1, [...texts].join('\n'));
    assert.match([...texts][0]!, /^no-target .*it does not exist, or is not a node’s program/);
  });
});
