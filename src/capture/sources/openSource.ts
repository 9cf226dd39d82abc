import { open } from 'node:fs/promises';
import { constants } from 'node:fs';
import type { OpenOptions } from '../capture';
import { byteStream, readFile } from './byteStream';
import { captureFile } from './captureFile';
import { coreCapture } from './coreCapture';
import { compressionOf } from './decompress';
import { pcapCapture } from './pcapCapture';
import { peerObserverArchive } from './peerObserver/peerObserverArchive';
import type { Head, OpenedSource, SourceKind } from './sourceKind';

/** Every kind of place that events can be read from. */
export const SOURCE_KINDS: readonly SourceKind[] = [
  captureFile,
  coreCapture,
  pcapCapture,
  peerObserverArchive,
];

/** Enough to tell formats of files apart. */
export const HEAD_BYTES = 4096;
/** Bytes of a compressed file that are read for those: a block of Zstandard comes as a whole. */
const MOST_COMPRESSED = 1_000_000;

const ADDRESS = /^[a-z][a-z0-9+.-]+:\/\//;

/**
 * Opens what the user named.
 * @throws UserError when it cannot be read, or is of no kind that is known.
 */
export async function openSource(place: string, options?: OpenOptions): Promise<OpenedSource> {
  return (await kindOf(place)).open(place, options);
}

/** The files that are read of what the user named. @throws The error of the system. */
export async function filesRead(place: string): Promise<readonly string[]> {
  return (await (await kindOf(place)).files?.(place)) ?? [place];
}

/** @returns The kind of a capture file where no other recognises it: its reader says what is wrong. */
export async function kindOf(place: string): Promise<SourceKind> {
  const head = ADDRESS.test(place) ? undefined : await readHead(place);
  const inner =
    Buffer.isBuffer(head) && compressionOf(head) ? await decompressedHead(place) : undefined;
  return SOURCE_KINDS.find((kind) => kind.recognises(place, head, inner)) ?? captureFile;
}

/** As far as there is something. */
async function decompressedHead(path: string): Promise<Buffer | undefined> {
  const input = readFile(path, MOST_COMPRESSED);
  try {
    const stream = await byteStream(path, input, undefined);
    // What came before an error is held.
    const held = await stream.head(HEAD_BYTES).catch(() => stream.head(0));
    return held.subarray(0, HEAD_BYTES);
  } catch {
    return undefined;
  } finally {
    input.destroy();
  }
}

/** @returns undefined where there is nothing to be read. */
export async function readHead(path: string): Promise<Head> {
  try {
    // Without it, opening a FIFO would wait for its other end.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stats = await file.stat();
      if (stats.isDirectory()) return 'directory';
      if (!stats.isFile()) return undefined;
      const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}
