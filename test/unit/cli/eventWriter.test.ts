import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { logFormat } from '../../../src/capture/export/formats/logFormat';
import { checkOutput } from '../../../src/cli/output';
import { UserError } from '../../../src/shared/errors/userError';
import { EXPECTED, lengthPrefixed, netstrings } from '../support/binaryFormats';
import { temporaryDirectory } from '../support/directory';
import { hello, message } from '../support/frames';

const PAYLOADS = [0xff, 0x0a, 0x00, 0x80, 0xc3].map((byte) => Buffer.alloc(300, byte));

describe('a binary format on standard output', () => {
  const path = temporaryDirectory();

  /** @param lost Before the third message. @param limit Bytes that the output takes. */
  function print(id: string, { lost = 0, limit }: { lost?: number; limit?: number } = {}) {
    const frames = PAYLOADS.map((payload, at) => message({ payload, lost: at === 2 ? lost : 0 }));
    writeFileSync(path('frames'), Buffer.concat([hello, ...frames]));
    const output = openSync(path('output'), 'w');
    const program = ['--require', 'tsx/cjs', 'test/unit/support/printBinary.ts'];
    const parameters = [path('frames'), id, path('report'), ...(limit ? [`${limit}`] : [])];
    const { status } = spawnSync(process.execPath, [...program, ...parameters], {
      // Both in one file, which shows their order.
      stdio: ['ignore', output, output],
      // The limit would cut files of the cache as well.
      env: { ...process.env, TSX_DISABLE_CACHE: '1' },
    });
    closeSync(output);
    const written = readFileSync(path('output'));
    assert.equal(status, 0, written.toString());
    const report = JSON.parse(readFileSync(path('report'), 'utf8')) as {
      delivered: number;
      failure?: string;
    };
    return { ...report, written };
  }

  for (const [{ id }, expected] of EXPECTED)
    it(`is written as it is, in order: ${id}`, () => {
      const { written, delivered, failure } = print(id);
      assert.equal(failure, undefined);
      assert.deepEqual(written, expected(PAYLOADS));
      assert.equal(delivered, PAYLOADS.length);
    });

  it('has losses told between its pieces, on standard error', () => {
    const { written } = print(netstrings.id, { lost: 3 });
    const line = Buffer.from('… 3 messages lost here (ring buffer full) …\n');
    const at = Buffer.byteLength('µ\n') + 2 * 305;
    assert.deepEqual(written.subarray(at, at + line.length), line);
    const rest = Buffer.concat([written.subarray(0, at), written.subarray(at + line.length)]);
    assert.deepEqual(rest, EXPECTED.get(netstrings)!(PAYLOADS));
  });

  const third = 3 + 3 * 305;
  for (const [id, limit, whole] of [
    [lengthPrefixed.id, 4 + 3 * 304, 3],
    [lengthPrefixed.id, 4 + 3 * 304 - 1, 2],
    [lengthPrefixed.id, 4 + 304 - 1, 0],
    [netstrings.id, third + 2, 3],
    [netstrings.id, third, 3],
    [netstrings.id, third - 1, 2],
  ] as const)
    it(`counts as delivered what is out whole: ${id}, ${limit} bytes`, () => {
      const { written, delivered, failure } = print(id, { limit });
      assert.match(failure!, /could not be written/);
      assert.equal(written.length, limit);
      assert.equal(delivered, whole);
    });

  it('is refused for a terminal, with what to do', () => {
    assert.throws(
      () => checkOutput(netstrings, true),
      (error) =>
        error instanceof UserError &&
        error.code === 'binary-to-terminal' &&
        /netstrings.*> FILE.*\| PROGRAM/s.test(error.toString()),
    );
    checkOutput(netstrings, false);
    checkOutput(logFormat, true);
  });

  it('writes nothing to a terminal', () => {
    writeFileSync(path('frames'), Buffer.concat([hello, message({ payload: PAYLOADS[0]! })]));
    const program = `${process.execPath} --require tsx/cjs test/unit/support/printBinary.ts`;
    const command = `${program} ${path('frames')} ${netstrings.id} ${path('none')}`;
    const { status, stdout } = spawnSync('script', ['-qec', command, '/dev/null']);
    assert.notEqual(status, 0);
    assert.match(stdout.toString(), /binary-to-terminal/);
    assert.ok(!stdout.includes('300:'));
  });
});
