import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { HEADER } from '../../../src/shared/frames/layout';
import { temporaryDirectory } from '../support/directory';

const dist = join(__dirname, '../../../dist');

describe('print --decode in threads', () => {
  const path = temporaryDirectory();
  const busy = gunzipSync(readFileSync('native/demo-node/busy.p2ptrace.gz'));

  before(() => {
    writeFileSync(path('busy'), busy);
    // Without the script of its threads beside it, it decodes by itself.
    copyFileSync(join(dist, 'cli.js'), path('cli.js'));
  });

  function print(cli: string, ...flags: string[]): Buffer {
    const args = [cli, 'print', path('busy'), '--format', 'json', ...flags];
    const { stdout, stderr, status } = spawnSync(process.execPath, args, { maxBuffer: 2 ** 30 });
    assert.equal(status, 0, stderr.toString());
    return stdout;
  }

  for (const flag of ['--decode', '--decode=full'])
    it(`writes what one thread writes, byte for byte: ${flag}`, () => {
      const selection = flag === '--decode' ? [] : ['--last', '15000'];
      const alone = print(path('cli.js'), flag, ...selection);
      assert.ok(alone.length > 10_000_000);
      assert.ok(print(join(dist, 'cli.js'), flag, ...selection).equals(alone));
    }).timeout(180_000);

  it('prints all that came when no more comes for a while', async () => {
    let end = 0;
    while (end < 3_000_000) end += busy.readUInt32LE(end + HEADER.length);
    const part = busy.subarray(0, end);
    writeFileSync(path('part'), part);
    const argsOf = (place: string) =>
      [join(dist, 'cli.js'), 'print', place, '--format', 'json', '--decode'] as const;
    const whole = spawnSync(process.execPath, argsOf(path('part')), { maxBuffer: 2 ** 30 });
    const all = whole.stdout;
    assert.ok(all.length > 3_000_000, whole.stderr.toString());
    const child = spawn(process.execPath, argsOf('-'), { stdio: ['pipe', 'pipe', 'ignore'] });
    child.stdin.write(part);
    const printed: Buffer[] = [];
    let length = 0;
    for await (const bytes of child.stdout as AsyncIterable<Buffer>) {
      printed.push(bytes);
      length += bytes.length;
      // It is still open: more may come.
      if (length >= all.length) child.stdin.end();
    }
    assert.ok(Buffer.concat(printed).equals(all));
  }).timeout(60_000);

  it('ends when its reader goes away', async () => {
    const args = [join(dist, 'cli.js'), 'print', path('busy'), '--format', 'json', '--decode'];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    let read = 0;
    child.stdout.on('data', (bytes: Buffer) => {
      read += bytes.length;
      if (read > 10_000_000) child.stdout.destroy();
    });
    assert.deepEqual(await once(child, 'exit'), [0, null]);
    assert.ok(read > 10_000_000);
  }).timeout(60_000);

  it('says what became of a thread that fails', () => {
    copyFileSync(join(dist, 'cli.js'), path('cli.js'));
    writeFileSync(path('decodeWorker.js'), 'throw new Error("no room for more");');
    const args = [path('cli.js'), 'print', path('busy'), '--format', 'json', '--decode'];
    const { stderr, status } = spawnSync(process.execPath, args, { maxBuffer: 2 ** 30 });
    assert.equal(status, 1);
    assert.match(
      stderr.toString(),
      /^A thread that decodes failed: no room for more\. Try again\. .*\n$/,
    );
    writeFileSync(path('parquetWorker.js'), 'throw new Error("no room for more");');
    const parquet = [path('cli.js'), 'convert', path('busy'), path('busy.parquet')];
    const converted = spawnSync(process.execPath, parquet);
    assert.equal(converted.status, 1);
    assert.match(
      converted.stderr.toString(),
      /A thread that writes Parquet failed: no room for more\. Try again\. /,
    );
  }).timeout(60_000);
});
