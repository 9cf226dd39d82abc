import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { captureFailed } from '../../../src/shared/errors/captureErrors';
import { errnoText, writeErrnoText } from '../../../src/shared/text/errnoText';

describe('errnoText', () => {
  const failed = (code: string) => Object.assign(new Error(`${code}: as Node says it`), { code });

  it('says what happened in words, for a file that is read and one that is written', () => {
    assert.equal(errnoText(failed('ENOENT')), 'there is no such file (ENOENT)');
    assert.equal(writeErrnoText(failed('ENOENT')), 'its folder does not exist (ENOENT)');
    assert.equal(writeErrnoText(failed('ENOSPC')), 'no space is left on the disk (ENOSPC)');
    assert.equal(errnoText(new Error('it is not a capture')), 'it is not a capture');
    assert.equal(errnoText(failed('EODD')), 'EODD: as Node says it');
  });

  it('comes with what to do about it, which is more space only where that may help', () => {
    const hint = (code: string) => captureFailed(failed(code)).next;
    assert.match(hint('ENOSPC'), /^Free some disk space or choose another location\. Then start/);
    assert.equal(hint('EROFS'), 'Choose another location. Then start again.');
    assert.equal(hint('ENAMETOOLONG'), 'Choose a shorter name. Then start again.');
  });

  it('words every error of the system that a person is told', () => {
    const source = join(__dirname, '../../../src');
    const told =
      /(captureFailed|unreadableCapture|unreadableFurther|saveFailed|outputFailed|noSocketDirectory|demoFailed)\([^;]*?(error as Error\)|error)\.message/;
    const raw = readdirSync(source, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .filter((name) => told.test(readFileSync(join(source, name), 'utf8')));
    // A stream that makes no sense is no error of the system.
    assert.deepEqual(raw, ['cli/sourceFailure.ts']);
  });
});
