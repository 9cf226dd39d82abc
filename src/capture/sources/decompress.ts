import { createGunzip } from 'node:zlib';
import { Decompress } from 'fzstd';
import { BrokenCompression } from './brokenCompression';
import { ZstdFrames } from './zstdFrames';

/** Bytes that are decompressed at a time: with gzip they become a thousand times as many at most. */
const SLICE = 16 * 1024;

export type Compression = 'gzip' | 'zstd';

/** Turns chunks into what they hold; what comes before something broken is given first. */
type Decompressor = (chunks: AsyncIterable<Buffer>) => AsyncGenerator<Buffer, void>;

/** @param head The first bytes of a file. @returns undefined where it is not compressed. */
export function compressionOf(head: Buffer): Compression | undefined {
  if (head.length < 4) return undefined;
  if (head.readUInt16BE(0) === 0x1f8b) return 'gzip';
  const magic = head.readUInt32LE(0);
  const isSkippable = (magic & 0xfffffff0) >>> 0 === 0x184d2a50;
  return magic === 0xfd2fb528 || isSkippable ? 'zstd' : undefined;
}

/** In bounded memory, whatever it becomes. @throws BrokenCompression */
export const DECOMPRESSORS: Readonly<Record<Compression, Decompressor>> = {
  gzip: gunzip,
  zstd: unzstd,
};

async function* gunzip(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  const stream = createGunzip();
  let out: Buffer[] = [];
  const broken: Error[] = [];
  stream.on('data', (data: Buffer) => out.push(data));
  stream.on('error', (error) => broken.push(error));
  /** What came of a step; a pipe would drop it where the next one fails. */
  const step = async (take: (done: () => void) => void): Promise<Buffer[]> => {
    await new Promise<void>((resolve) => {
      stream.once('error', () => resolve());
      take(resolve);
    });
    stream.removeAllListeners('error').on('error', (error) => broken.push(error));
    const given = out;
    out = [];
    return given;
  };
  try {
    for await (const chunk of chunks)
      for (let at = 0; at < chunk.length && broken.length === 0; at += SLICE) {
        const slice = chunk.subarray(at, at + SLICE);
        yield* await step((done) => void stream.write(slice, () => done()));
      }
    if (broken.length === 0)
      yield* await step((done) => {
        stream.once('end', done);
        stream.end();
      });
    if (broken[0]) throw new BrokenCompression(broken[0].message);
  } finally {
    stream.destroy();
  }
}

async function* unzstd(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  const frames = new ZstdFrames();
  const out: Buffer[] = [];
  let decoder: Decompress | undefined;
  for await (const chunk of chunks)
    for (const { bytes, begins, ends } of frames.push(chunk)) {
      if (begins) decoder = new Decompress((data) => void out.push(Buffer.from(data)));
      try {
        decoder!.push(bytes, ends);
      } catch (error) {
        throw new BrokenCompression((error as Error).message);
      }
      yield* out.splice(0);
    }
  if (frames.isAmid) throw new BrokenCompression('it ends early');
}
