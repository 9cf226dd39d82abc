import { createGunzip } from 'node:zlib';
import { BrokenCompression } from './brokenCompression';
import { zstdStream } from './zstd';
import { ZstdFrames } from './zstdFrames';

/** Bytes that are decompressed at a time: what becomes of those before something broken is lost. */
const SLICE = 1024;
/** The checksum and the length at the end of gzip. */
const TRAILER = 8;

export type Compression = 'gzip' | 'zstd';

/** Of the names of compressed files, without the dot. */
export const COMPRESSED_EXTENSIONS = ['gz', 'zst'] as const;

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
    for await (const chunk of slices(chunks)) {
      yield* await step((done) => void stream.write(chunk, () => done()));
      if (broken.length > 0) break;
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

/** Small ones, and the trailer by itself: a wrong checksum does not take what was checked with it. */
async function* slices(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  let held = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes = Buffer.concat([held, chunk]);
    const end = Math.max(0, bytes.length - TRAILER);
    for (let at = 0; at < end; at += SLICE) yield bytes.subarray(at, Math.min(end, at + SLICE));
    held = bytes.subarray(end);
  }
  if (held.length > 0) yield held;
}

async function* unzstd(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  const frames = new ZstdFrames();
  const stream = await zstdStream();
  for await (const chunk of chunks) for (const part of frames.push(chunk)) yield* stream.take(part);
  if (frames.isAmid) throw new BrokenCompression('it ends early');
}
