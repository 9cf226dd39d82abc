import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { visibleLines } from '../../../src/shared/text/visible';
import { temporaryDirectory } from '../support/directory';
import { hostileCapture, HOSTILE_TYPES } from '../support/hostile';

describe('what the command line prints of hostile peers', () => {
  const path = temporaryDirectory();

  for (const format of [
    ['log'],
    ['raw'],
    ['json'],
    ['json', '--decode'],
    ['json', '--decode=full'],
  ])
    it(`steers no terminal as ${format.join(' ')}`, () => {
      const file = path('hostile.p2ptrace');
      writeFileSync(file, hostileCapture());
      const args = ['dist/cli.js', 'print', file, '--format', ...format];
      const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
      assert.equal(status, 0, stderr);
      for (const text of [stdout, stderr]) assert.equal(visibleLines(text), text);
      const lines = stdout.trimEnd().split('\n');
      assert.ok(lines.length >= 4 * HOSTILE_TYPES.length);
      if (format[0] !== 'json') return;
      const types = new Set(
        lines.map((line) => (JSON.parse(line) as { message_type?: string }).message_type),
      );
      for (const type of HOSTILE_TYPES) assert.ok(types.has(type), JSON.stringify(type));
    });

  it('steers no terminal by the name of a file', () => {
    const file = path('\x1b[31m\u202e.p2ptrace');
    writeFileSync(file, 'no capture');
    const { status, stderr } = spawnSync(process.execPath, ['dist/cli.js', 'print', file], {
      encoding: 'utf8',
    });
    assert.equal(status, 1);
    assert.equal(visibleLines(stderr), stderr);
    assert.match(stderr, /cannot be read as a capture/);
  });
});
