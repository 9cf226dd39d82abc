import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { byteStream } from '../../../../src/capture/sources/byteStream';
import { streamSource } from '../../../../src/capture/sources/streamSource';
import { UserError } from '../../../../src/shared/errors/userError';
import { BadStream } from '../../../../src/shared/frames/frameSplitter';
import { HEADER } from '../../../../src/shared/frames/layout';
import type { SourceEnd } from '../../../../src/shared/source';
import { hello, message } from '../../support/frames';
import { Random } from '../../support/random';

const frames = [
  hello,
  ...Array.from({ length: 30 }, (_, i) =>
    message({ peer: i % 4, type: 'inv', payload: Buffer.alloc(i * 37, i), timeNs: i }),
  ),
];
const capture = Buffer.concat(frames);

function inChunks(bytes: Buffer, size: () => number): Readable {
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = at + size();
    chunks.push(bytes.subarray(at, end));
    at = end;
  }
  return Readable.from(chunks);
}

/** Reads to the end. @returns What the source gave, and how it ended. */
async function read(input: Readable): Promise<{ given: Buffer; end: SourceEnd; damages: number }> {
  const stream = await byteStream('input', input, undefined);
  await stream.head(HEADER.size);
  const source = await streamSource(stream, { passing: true });
  const runs: Buffer[] = [];
  source.flow((run) => {
    runs.push(Buffer.from(run));
    return Promise.resolve();
  });
  const end = await source.ended;
  const damages = source.damages.reduce((sum, { bytes }) => sum + bytes, 0);
  return { given: Buffer.concat(runs), end, damages };
}

describe('streamSource', () => {
  it('says of an input that fails after its beginning that what came before was given', async () => {
    const failing = (given: readonly Buffer[]) =>
      Readable.from(
        (async function* () {
          yield* given;
          await Promise.resolve();
          throw Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' });
        })(),
      );
    const { given, end } = await read(failing([capture]));
    assert.ok(given.equals(capture));
    assert.match(
      String(end.error),
      /could not read it \(EIO\)\. Everything before that was delivered/,
    );
    await assert.rejects(read(failing([])), /could not read it \(EIO\)\. Choose a capture/);
  });

  it('gives the same in chunks of any size', async () => {
    for (const size of [1, 3, 7, 8, 39, 40, 41, 100, 1000, 1e6])
      for (const bytes of [capture, gzipSync(capture)]) {
        const { given, end, damages } = await read(inChunks(bytes, () => size));
        assert.ok(given.equals(capture), `${size}`);
        assert.deepEqual([end.reason, damages], ['finished', 0]);
      }
  });

  it('gives whole frames of what is cut anywhere, and says what is left', async () => {
    for (let end = hello.length; end < capture.length; end += 13) {
      const { given, damages } = await read(inChunks(capture.subarray(0, end), () => 64));
      assert.ok(capture.subarray(0, given.length).equals(given));
      assert.equal(given.length + damages, end);
    }
  });

  it('ends what is damaged anywhere with an error that says where, after all that is whole', async () => {
    const random = new Random(11);
    for (let i = 0; i < 400; i++) {
      const bytes = Buffer.from(capture);
      const at = random.below(bytes.length);
      bytes[at] = random.below(256);
      try {
        const { given, end } = await read(inChunks(bytes, () => 1 + random.below(200)));
        assert.ok(bytes.subarray(0, given.length).equals(given));
        if (end.error) assert.match(end.error.message, /at offset \d+$/);
        if (end.error) assert.ok(end.error instanceof BadStream);
        // Up to the frame that was changed, everything is there.
        let whole = 0;
        for (const frame of frames) if (whole + frame.length <= at) whole += frame.length;
        assert.ok(given.length >= Math.min(whole, at), `${i}`);
      } catch (error) {
        assert.ok(error instanceof UserError, String(error));
        assert.ok(at < hello.length);
      }
    }
  });
});
