import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { HEADER } from '../../../src/shared/frames/layout';
import { temporaryDirectory } from '../support/directory';

const dist = join(__dirname, '../../../dist');

describe('convert to pcapng in a thread', () => {
  const path = temporaryDirectory();
  const busy = gunzipSync(readFileSync('native/demo-node/busy.p2ptrace.gz'));

  before(() => {
    writeFileSync(path('busy'), busy);
    // Some in the middle are missing: what is lost is told between the others.
    const [first, second] = [boundaryAfter(6_000_000), boundaryAfter(9_000_000)];
    writeFileSync(path('torn'), Buffer.concat([busy.subarray(0, first), busy.subarray(second)]));
    // Without the script of its thread beside it, it works alone.
    copyFileSync(join(dist, 'cli.js'), path('cli.js'));
  });

  /** Where the first frame begins that is not before so many bytes. */
  function boundaryAfter(bytes: number): number {
    let end = 0;
    while (end < bytes) end += busy.readUInt32LE(end + HEADER.length);
    return end;
  }

  function convert(cli: string, place: string, ...flags: string[]): Buffer {
    const args = [cli, 'convert', place, '-', '--to', 'pcapng', ...flags];
    const { stdout, stderr, status } = spawnSync(process.execPath, args, { maxBuffer: 2 ** 30 });
    assert.equal(status, 0, stderr.toString());
    return stdout;
  }

  const SELECTIONS = [[], ['--filter', 'type:tx,inv,ping'], ['--peer', '3']];
  for (const place of ['busy', 'torn'])
    for (const flags of SELECTIONS)
      it(`writes what one thread writes, byte for byte: ${[place, ...flags].join(' ')}`, () => {
        const alone = convert(path('cli.js'), path(place), ...flags);
        assert.ok(alone.length > 10_000);
        assert.ok(convert(join(dist, 'cli.js'), path(place), ...flags).equals(alone));
      }).timeout(120_000);

  it('writes all that came when no more comes for a while', async () => {
    const part = busy.subarray(0, boundaryAfter(3_000_000));
    writeFileSync(path('part'), part);
    const all = convert(join(dist, 'cli.js'), path('part'));
    assert.ok(all.length > 3_000_000);
    const args = [join(dist, 'cli.js'), 'convert', '-', '-', '--to', 'pcapng'];
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'ignore'] });
    child.stdin.write(part);
    const written: Buffer[] = [];
    let length = 0;
    for await (const bytes of child.stdout as AsyncIterable<Buffer>) {
      written.push(bytes);
      length += bytes.length;
      // It is still open: more may come.
      if (length >= all.length) child.stdin.end();
    }
    assert.ok(Buffer.concat(written).equals(all));
  }).timeout(60_000);

  it('says what became of a thread that fails', () => {
    writeFileSync(path('pcapngWorker.js'), 'throw new Error("no room for more");');
    const args = [path('cli.js'), 'convert', path('busy'), path('busy.pcapng')];
    const { stderr, status } = spawnSync(process.execPath, args);
    assert.equal(status, 1);
    assert.match(
      stderr.toString(),
      /A thread that writes pcapng failed: no room for more\. Try again\. /,
    );
  }).timeout(60_000);
});
