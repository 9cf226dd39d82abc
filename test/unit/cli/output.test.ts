import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { buildSync } from 'esbuild';
import { temporaryDirectory } from '../support/directory';

/** Writes until nobody reads any more. */
const WRITER = `
const { isReaderGone, writeOut } = require('./output.js');
(async () => {
  try {
    for (;;) await writeOut(Buffer.alloc(1000));
  } catch (error) {
    console.error(error.code, isReaderGone(error));
  }
})();`;

describe('standard output', () => {
  const path = temporaryDirectory();

  it('has lost its reader where that was a socket, closed with something unread', async () => {
    // What compiles at run time makes standard output non-blocking, and no write waits.
    const entryPoints = ['src/cli/output.ts'];
    buildSync({ entryPoints, bundle: true, platform: 'node', outfile: path('output.js') });
    const child = spawn(process.execPath, ['-e', WRITER], { cwd: path('') });
    let said = '';
    child.stderr.on('data', (text: Buffer) => (said += text.toString()));
    await once(child.stdout, 'readable');
    // A write waits for room now.
    await wait(1000);
    child.stdout.destroy();
    await once(child, 'close');
    assert.equal(said, 'ECONNRESET true\n');
  }).timeout(60_000);

  it('is read as far as somebody likes: help, too', async () => {
    const child = spawn(process.execPath, ['dist/cli.js', 'convert', '--help']);
    child.stdout.destroy();
    let said = '';
    child.stderr.on('data', (text: Buffer) => (said += text.toString()));
    assert.deepEqual(await once(child, 'close'), [0, null]);
    assert.equal(said, '');
  });
});
