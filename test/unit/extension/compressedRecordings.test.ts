import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { Recordings } from '../../../src/extension/captures/recordings';
import { UserError } from '../../../src/shared/errors/userError';
import { encodeNames } from '../../../src/shared/frames/annotations';
import { soon } from './ladderSupport';
import { temporaryDirectory } from '../support/directory';
import { hello, message } from '../support/frames';
import { Random } from '../support/random';
import { smallDisk } from '../support/smallDisk';

function zstd(data: Buffer): Buffer {
  const { stdout, status, stderr } = spawnSync('zstd', ['-q', '-c'], {
    input: data,
    maxBuffer: 2 ** 30,
  });
  assert.equal(status, 0, stderr.toString());
  return stdout;
}

describe('Recordings of compressed files', () => {
  const path = temporaryDirectory();
  // Less than twice what is in the files.
  const disk = smallDisk(240);
  const random = new Random(1);
  const annotations = encodeNames(new Map([['127.0.0.1:8333', 'carol']]));
  const whole = Buffer.concat([
    hello,
    ...Array.from({ length: 500 }, (_, i) =>
      message({ sequence: i + 1, payload: random.bytes(200) }),
    ),
    annotations,
  ]);
  let made = 0;

  /** Opens it, waits for its end, and says how many events it has and what went wrong. */
  async function opened(file: string) {
    const recordings = new Recordings(() => Promise.resolve(path(`recorded ${made++}`)));
    const failures: UserError[] = [];
    recordings.onDidFail((error) => failures.push(error));
    const lease = await recordings.open(file, 'early');
    const { recording } = lease;
    await soon('the end', () => !recording.live);
    const { length } = recording.capture.index;
    const names = [...recording.capture.annotations.names.values()];
    const { importOf, place, endMissing } = recording;
    lease.dispose();
    return { length, names, importOf, place, endMissing, failures };
  }

  for (const [extension, compress] of [
    ['gz', gzipSync],
    ['zst', zstd],
  ] as const) {
    it(`shows a capture with the names in it: .${extension}`, async () => {
      const file = path(`capture.p2ptrace.${extension}`);
      writeFileSync(file, compress(whole));
      const { failures, ...rest } = await opened(file);
      assert.deepEqual(failures, []);
      assert.deepEqual(rest, {
        length: 500,
        names: ['carol'],
        importOf: `capture.p2ptrace.${extension}`,
        place: file,
        endMissing: false,
      });
    });

    it(`says where a damaged one ends, and shows what comes before: .${extension}`, async () => {
      const file = path(`cut.p2ptrace.${extension}`);
      const bytes = compress(whole);
      writeFileSync(file, bytes.subarray(0, bytes.length - (bytes.length >> 2)));
      const { failures, length, endMissing } = await opened(file);
      assert.equal(failures.length, 1);
      assert.equal(failures[0]!.code, 'broken-compression');
      assert.match(
        failures[0]!.message,
        new RegExp(`cut\\.p2ptrace\\.${extension} cannot be decompressed`),
      );
      assert.ok(endMissing);
      if (extension === 'gz') assert.ok(length > 200 && length < 500, `${length}`);
    });
  }

  it('shows packets', async () => {
    const packets = path('packets.pcapng');
    const capture = path('capture.p2ptrace');
    writeFileSync(capture, whole);
    const { status } = spawnSync(process.execPath, ['dist/cli.js', 'convert', capture, packets]);
    assert.equal(status, 0);
    writeFileSync(`${packets}.gz`, gzipSync(readFileSync(packets)));
    const { length, failures, importOf } = await opened(`${packets}.gz`);
    assert.deepEqual([length, failures, importOf], [500, [], 'packets.pcapng.gz']);
  });

  it('refuses what is something else, by its name', async () => {
    const file = path('letter.gz');
    writeFileSync(file, gzipSync('dear reader, this is none'.repeat(20)));
    await assert.rejects(opened(file), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /letter\.gz/);
      assert.doesNotMatch(error.message, /tmp\/bitcoin-p2p-trace-/);
      return true;
    });
  });

  it('takes no more than half of the disk', async () => {
    const file = path('large.p2ptrace.gz');
    writeFileSync(file, gzipSync(whole));
    const recordings = new Recordings(() => Promise.resolve(disk('recorded')));
    const failures: UserError[] = [];
    recordings.onDidFail((error) => failures.push(error));
    const lease = await recordings.open(file, 'early');
    await soon('the failure', () => failures.length > 0);
    assert.equal(failures[0]!.code, 'recording-full');
    assert.match(failures[0]!.message, /^large\.p2ptrace\.gz is kept in .* half of the space/);
    lease.dispose();
  });
});
