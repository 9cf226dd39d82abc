import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { claim, markerPath, unmark } from '../../../src/capture/store/writerMarker';
import { temporaryDirectory } from '../support/directory';

describe('claim', () => {
  const path = temporaryDirectory();

  it('is refused while a process that lives has it, and given when it is gone', async () => {
    assert.ok(await claim(path('a')));
    assert.ok(!(await claim(path('a'))));
    await unmark(path('a'));
    assert.ok(await claim(path('a')));
    await unmark(path('a'));
    assert.deepEqual(readdirSync(path('.')), []);
  });

  it('takes over from a writer that was killed', async () => {
    const child = spawn(process.execPath, ['-e', '0']);
    await once(child, 'exit');
    assert.ok(await claim(path('b')));
    const marker = readFileSync(markerPath(path('b')), 'utf8');
    const dead = { ...(JSON.parse(marker) as object), pid: child.pid };
    writeFileSync(markerPath(path('b')), JSON.stringify(dead));
    assert.ok(await claim(path('b')));
    assert.equal(readFileSync(markerPath(path('b')), 'utf8'), marker);
    assert.ok(!(await claim(path('b'))));
    await unmark(path('b'));
  });

  it('takes over from one that was cut by a crash', async () => {
    writeFileSync(markerPath(path('c')), '{"pid":');
    assert.ok(await claim(path('c')));
    await unmark(path('c'));
    assert.ok(!existsSync(markerPath(path('c'))));
  });

  it('is refused where nothing can be written', async () => {
    await assert.rejects(claim(path('absent/d')), { code: 'ENOENT' });
  });
});
