import { constants, createReadStream, open } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import {
  brokenCompression,
  unreadableCapture,
  unreadableFurther,
} from '../../shared/errors/captureErrors';
import { UserError } from '../../shared/errors/userError';
import { errnoText } from '../../shared/text/errnoText';
import { BrokenCompression } from './brokenCompression';
import { compressionOf, DECOMPRESSORS } from './decompress';

/** Bytes that come one after the other, and can be looked at before they are taken. */
export class ByteStream {
  private readonly held: Buffer[] = [];
  private heldBytes = 0;
  private ended = false;
  private readonly chunks: AsyncIterator<Buffer>;

  /** @param name What people call it. @param isDecompressed It is not what the file itself holds. */
  constructor(
    readonly name: string,
    chunks: AsyncIterable<Buffer>,
    readonly isDecompressed = false,
  ) {
    this.chunks = chunks[Symbol.asyncIterator]();
  }

  /** What comes first, at least this much unless there is less. @throws UserError */
  async head(bytes: number): Promise<Buffer> {
    while (this.heldBytes < bytes && !this.ended) {
      const next: IteratorResult<Buffer, unknown> = await this.chunks.next();
      this.ended = next.done === true;
      if (next.done) break;
      this.held.push(next.value);
      this.heldBytes += next.value.length;
    }
    return Buffer.concat(this.held);
  }

  /** All of it, once. @throws UserError */
  async *all(): AsyncGenerator<Buffer, void> {
    yield* this.held.splice(0);
    if (!this.ended) yield* { [Symbol.asyncIterator]: () => this.chunks };
  }
}

/**
 * What a file or another stream holds, decompressed where it is compressed.
 * @param input Ends where the signal aborts. @throws UserError
 */
export async function byteStream(
  name: string,
  input: Readable,
  signal: AbortSignal | undefined,
): Promise<ByteStream> {
  const raw = new ByteStream(name, readChunks(name, input, signal));
  const compression = compressionOf(await raw.head(4));
  if (!compression) return raw;
  let taken = 0;
  const counted = async function* () {
    for await (const chunk of raw.all()) {
      taken += chunk.length;
      yield chunk;
    }
  };
  const decompressed = async function* () {
    try {
      yield* DECOMPRESSORS[compression](counted());
    } catch (error) {
      if (!(error instanceof BrokenCompression)) throw error;
      // Nobody waits for the rest.
      if (signal?.aborted) return;
      throw brokenCompression(name, taken, error.message);
    }
  };
  return new ByteStream(name, decompressed(), true);
}

/** @param most Bytes of it that are read. @throws UserError */
export function readFile(path: string, most = Infinity): Readable {
  return createReadStream(path, { highWaterMark: 256 * 1024, end: most - 1 });
}

/**
 * Reads a named pipe, without a thread that waits for it: that could not be called off while nobody writes, or before
 * anybody does. @throws UserError
 */
export async function readPipe(path: string): Promise<Readable> {
  try {
    const file = await promisify(open)(path, constants.O_RDONLY | constants.O_NONBLOCK);
    return new Socket({ fd: file, readable: true, writable: false });
  } catch (error) {
    throw unreadableCapture(path, errnoText(error));
  }
}

async function* readChunks(
  name: string,
  input: Readable,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer, void> {
  const end = () => input.destroy();
  signal?.addEventListener('abort', end);
  let unreadable = unreadableCapture;
  try {
    if (signal?.aborted) return;
    for await (const chunk of input) {
      yield chunk as Buffer;
      unreadable = unreadableFurther;
    }
  } catch (error) {
    // Nobody waits for the rest.
    if (signal?.aborted) return;
    throw error instanceof UserError ? error : unreadable(name, errnoText(error));
  } finally {
    signal?.removeEventListener('abort', end);
    input.destroy();
  }
}
