import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { textBytes } from '../../shared/text/textBytes';
import { FileRefused } from './fileRefused';

/** open(2): the file itself, without what opening it does to a device or a pipe. */
const O_PATH = 0o10000000;

/** A regular file that somebody else may have put there, open for as long as `use` takes. */
export function withRegularFile<T>(path: string, use: (descriptor: number, file: Stats) => T): T {
  return withOpen(textBytes(path), O_PATH, (place) => {
    const file = fstatSync(place);
    if (!file.isFile()) throw new FileRefused(kindOf(file));
    const flags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;
    return withOpen(`/proc/self/fd/${place}`, flags, (descriptor) => use(descriptor, file));
  });
}

/**
 * Reads a regular file to its end.
 * @param most Bytes. @throws FileRefused for one that is larger, or that is not a regular file; the
 *   system's error.
 */
export function readBounded(path: string, most: number): Buffer {
  return withRegularFile(path, (descriptor) => {
    const bytes = readUpTo(descriptor, most + 1);
    if (bytes.length > most) throw new FileRefused(`it is larger than ${most} bytes`);
    return bytes;
  });
}

/** The beginning of a file of procfs, whose size nobody knows. @param most Bytes. */
export function readStart(path: string, most: number): Buffer {
  return withOpen(path, constants.O_RDONLY | constants.O_NONBLOCK, (descriptor) =>
    readUpTo(descriptor, most),
  );
}

/** @param at Where to begin; the descriptor’s own position when absent. */
export function readUpTo(descriptor: number, most: number, at: number | null = null): Buffer {
  const chunks: Buffer[] = [];
  for (let length = 0; length < most;) {
    const chunk = Buffer.alloc(Math.min(most - length, 64 * 1024));
    const read = readSync(descriptor, chunk, 0, chunk.length, at === null ? null : at + length);
    if (read === 0) break;
    chunks.push(chunk.subarray(0, read));
    length += read;
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}

function withOpen<T>(path: string | Buffer, flags: number, use: (descriptor: number) => T): T {
  const descriptor = openSync(path, flags);
  try {
    return use(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function kindOf(file: Stats): string {
  if (file.isDirectory()) return 'it is a directory';
  if (file.isFIFO()) return 'it is a named pipe';
  if (file.isSocket()) return 'it is a socket';
  return 'it is a device';
}
