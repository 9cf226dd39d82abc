import { stat } from 'node:fs/promises';
import { stdinIsTerminal } from '../../shared/errors/captureErrors';
import { renamed, UserError } from '../../shared/errors/userError';
import { HEADER } from '../../shared/frames/layout';
import type { OpenOptions } from '../capture';
import { byteStream, readFile, readPipe, type ByteStream } from './byteStream';
import { captureFile } from './captureFile';
import { compressionOf } from './decompress';
import { HEAD_BYTES, kindOf, openSource, readHead, SOURCE_KINDS } from './openSource';
import type { OpenedSource } from './sourceKind';
import { decompressedName, Spool, spoolBytes, spoolSource } from './spool';
import { streamSource } from './streamSource';

/** What stands for standard input, as a place. */
export const STANDARD_INPUT = '-';

export interface InputOptions extends OpenOptions {
  /** Any event may be asked for at any time, so that what comes as a stream has to be kept. */
  random?: boolean;
  /** What came until it aborts is all. */
  signal?: AbortSignal;
}

/**
 * Opens what the user named: as openSource does, and also standard input by `-`, a pipe, and what is compressed
 * with gzip or Zstandard. @throws UserError
 */
export async function openInput(place: string, given: InputOptions = {}): Promise<OpenedSource> {
  const { random = false, signal } = given;
  const options = { ...given, passing: !random };
  if (place === STANDARD_INPUT) {
    if (process.stdin.isTTY) throw stdinIsTerminal();
    return openStream(await byteStream('standard input', process.stdin, signal), options);
  }
  if (await isPipe(place))
    return openStream(await byteStream(place, await readPipe(place), signal), options);
  const isCapture = (await kindOf(place)) === captureFile;
  const compressed = isCapture ? await openCompressed(place, options) : undefined;
  if (compressed) return compressed;
  // What is kept tells of its rows when they are kept.
  const source = await openSource(place, random && !isCapture ? {} : options);
  // To open a file is not to read it; of a stream, what came is there.
  if (signal?.aborted) void source.stop();
  if (!random || isCapture) return source;
  return withSpool(place, (spool) => spoolSource(source, spool, options, signal));
}

/** A named pipe, or what a shell makes of `<(zstd -dc capture.zst)`. */
async function isPipe(place: string): Promise<boolean> {
  const stats = await stat(place).catch(() => undefined);
  return stats?.isFIFO() === true;
}

/**
 * Opens a file that is compressed as a whole, where none of the kinds reads that by itself.
 * @returns undefined for any other. @throws UserError
 */
export async function openCompressed(
  place: string,
  options: InputOptions,
): Promise<OpenedSource | undefined> {
  const head = await readHead(place);
  if (!Buffer.isBuffer(head) || !compressionOf(head)) return undefined;
  // Another kind that reads what is compressed does so itself.
  if ((await kindOf(place)) !== captureFile) return undefined;
  return openStream(await byteStream(place, readFile(place), options.signal), options);
}

async function openStream(stream: ByteStream, options: InputOptions): Promise<OpenedSource> {
  const { random = false, signal } = options;
  const { name } = stream;
  const isCapture =
    captureFile.recognises(name, await stream.head(HEADER.size)) || !(await isKnown(stream));
  if (isCapture && !random) return streamSource(stream, options, signal);
  return withSpool(name, async (spool) => {
    if (isCapture)
      return spoolSource(await streamSource(stream, {}, signal), spool, options, signal);
    const path = await spoolBytes(stream, spool);
    const source = await openNamed(name, path, random ? {} : options);
    return random ? spoolSource(source, spool, options, signal) : source;
  });
}

/** Whether all of it has to be there before it can be read or refused: what is of no kind may have no end. */
async function isKnown(stream: ByteStream): Promise<boolean> {
  const head = (await stream.head(HEAD_BYTES)).subarray(0, HEAD_BYTES);
  if (head.length === 0 || compressionOf(head)) return true;
  const name = decompressedName(stream.name);
  return SOURCE_KINDS.some((kind) => kind.recognises(name, head));
}

/** @param name Is what errors and damages call it. */
async function openNamed(name: string, path: string, options: OpenOptions): Promise<OpenedSource> {
  const named = (error: unknown) =>
    error instanceof UserError ? renamed(error, path, name) : (error as Error);
  try {
    const source = await openSource(path, options);
    const damages = () =>
      source.damages.map((damage) => (damage.path === path ? { ...damage, path: name } : damage));
    // What is wrong may only be found on the way.
    const ended = source.ended.then((end) =>
      end.error ? { ...end, error: named(end.error) } : end,
    );
    return Object.create(source, {
      damages: { get: damages },
      ended: { value: ended },
    }) as OpenedSource;
  } catch (error) {
    throw named(error);
  }
}

/** The spool goes when the source does. */
async function withSpool(
  name: string,
  open: (spool: Spool) => Promise<OpenedSource>,
): Promise<OpenedSource> {
  const spool = await Spool.create(name);
  try {
    const source = await open(spool);
    const dispose = source.dispose.bind(source);
    source.dispose = () => {
      dispose();
      spool.dispose();
    };
    return source;
  } catch (error) {
    spool.dispose();
    throw error;
  }
}
