import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { refuseWithoutProc } from '../../../src/client/refuseWithoutProc';
import { failureError } from '../../../src/shared/errors/failureError';
import { hello, message } from '../support/frames';
import { temporaryDirectory } from '../support/directory';

describe('what the command line says', () => {
  const path = temporaryDirectory();

  it('of a machine without procfs is not that nothing runs', () => {
    assert.throws(() => refuseWithoutProc(path('')), /no procfs at \/proc/);
    assert.doesNotThrow(() => refuseWithoutProc());
  });

  it('of a thread of the kernel is that it has no file', function () {
    // In a container there may be none.
    if (spawnSync('cat', ['/proc/2/comm'], { encoding: 'utf8' }).stdout !== 'kthreadd\n')
      this.skip();
    const { stderr } = spawnSync(process.execPath, ['dist/cli.js', 'log', '--pid', '2'], {
      encoding: 'utf8',
    });
    assert.match(stderr, /^process 2 cannot be traced: it runs no file/);
  });

  it('of too few files is what limit it takes, and nothing of the binary', () => {
    const error = failureError(
      { code: 'attach-failed', detail: 'too few files may be open' },
      '/x',
    );
    assert.match(error.toString(), /ulimit -n 128/);
    assert.doesNotMatch(error.toString(), /-O2/);
  });

  it('of a full disk is what to do', () => {
    writeFileSync(path('capture'), Buffer.concat([hello, message()]));
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(
      process.execPath,
      ['dist/cli.js', 'print', path('capture'), '--format', 'json'],
      { stdio: ['ignore', full, 'pipe'], encoding: 'utf8' },
    );
    closeSync(full);
    assert.equal(status, 1);
    assert.match(
      stderr,
      /The output could not be written: no space is left on the disk \(ENOSPC\)\. Free some space/,
    );
  });
});
