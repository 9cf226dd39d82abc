import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { BrokenCompression } from '../../../../src/capture/sources/brokenCompression';
import { compressionOf, DECOMPRESSORS } from '../../../../src/capture/sources/decompress';
import { Random } from '../../support/random';

/** Of the Debian package. */
function zstd(input: Buffer, ...args: string[]): Buffer {
  const { stdout, status } = spawnSync('zstd', ['-q', '-c', ...args], {
    input,
    maxBuffer: 2 ** 26,
  });
  assert.equal(status, 0);
  return stdout;
}

const text = Buffer.from('whoever reads this has decompressed it, '.repeat(40));
const compressed = {
  gzip: Buffer.concat([gzipSync(text), gzipSync(text)]),
  zstd: Buffer.concat([
    zstd(text),
    Buffer.from('502a4d180400000001020304', 'hex'),
    zstd(Buffer.alloc(300_000)),
    zstd(text, '--no-check', '-19'),
  ]),
};
const whole = {
  gzip: Buffer.concat([text, text]),
  zstd: Buffer.concat([text, Buffer.alloc(300_000), text]),
};

// eslint-disable-next-line @typescript-eslint/require-await -- as a stream gives them
async function* chunksOf(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe('what decompresses', () => {
  for (const kind of ['gzip', 'zstd'] as const) {
    it(`takes ${kind} in chunks of any size`, async () => {
      assert.equal(compressionOf(compressed[kind]), kind);
      for (const size of [1, 2, 3, 5, 7, 11, 64, 1000, 1_000_000]) {
        const out: Buffer[] = [];
        for await (const piece of DECOMPRESSORS[kind](chunksOf(compressed[kind], size)))
          out.push(Buffer.from(piece));
        assert.ok(Buffer.concat(out).equals(whole[kind]), `${size}`);
      }
    });

    it(`gives what of ${kind} comes before any cut, and says that something is missing`, async () => {
      const bytes = compressed[kind];
      for (let end = 5; end < bytes.length; end += 3) {
        const out: Buffer[] = [];
        let broken: Error | undefined;
        try {
          for await (const piece of DECOMPRESSORS[kind](chunksOf(bytes.subarray(0, end), 16)))
            out.push(Buffer.from(piece));
        } catch (error) {
          broken = error as Error;
        }
        const given = Buffer.concat(out);
        assert.ok(whole[kind].subarray(0, given.length).equals(given));
        // Between two frames it is whole.
        if (!broken) assert.ok(given.length % text.length === 0 || given.length >= 300_000);
        else assert.ok(broken instanceof BrokenCompression, broken.message);
      }
    });

    it(`ends ${kind} that is damaged with an error of its own, or bytes, and in bounded time`, async () => {
      const random = new Random(7);
      for (let i = 0; i < 300; i++) {
        const bytes = Buffer.from(compressed[kind]);
        for (let j = 0; j < 3; j++) bytes[4 + random.below(bytes.length - 4)] = random.below(256);
        let given = 0;
        try {
          for await (const piece of DECOMPRESSORS[kind](chunksOf(bytes, 512)))
            given += piece.length;
        } catch (error) {
          assert.ok(error instanceof BrokenCompression, String(error));
        }
        assert.ok(given < 64e6);
      }
    }).timeout(60_000);
  }

  it('gives what a wrong checksum of Zstandard is of', async () => {
    const bytes = zstd(text, '--check');
    bytes[bytes.length - 1]! ^= 1;
    const out: Buffer[] = [];
    const read = async () => {
      for await (const piece of DECOMPRESSORS.zstd(chunksOf(bytes, bytes.length))) out.push(piece);
    };
    await assert.rejects(read, BrokenCompression);
    assert.ok(Buffer.concat(out).equals(text));
  });

  it('knows by the first bytes what is compressed', () => {
    assert.equal(compressionOf(Buffer.from('a text')), undefined);
    assert.equal(compressionOf(Buffer.from([0x1f, 0x8b])), undefined);
  });
});
