import assert from 'node:assert/strict';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Spool } from '../../../../src/capture/sources/spool';
import { UserError } from '../../../../src/shared/errors/userError';

describe('Spool', () => {
  it('is a directory of its owner only, which goes with it', async () => {
    const spool = await Spool.create('input');
    const file = spool.path('file');
    writeFileSync(file, 'x');
    assert.equal(statSync(dirname(file)).mode & 0o777, 0o700);
    spool.dispose();
    assert.ok(!existsSync(dirname(file)));
  });

  it('takes no more than half of what is free', async () => {
    const spool = await Spool.create('input.gz');
    try {
      spool.take(1000);
      assert.throws(
        () => spool.take(1e18),
        (error) =>
          error instanceof UserError &&
          error.code === 'spool-full' &&
          /^input\.gz .*more than half .* free/.test(error.message),
      );
    } finally {
      spool.dispose();
    }
  });
});
