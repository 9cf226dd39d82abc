import { FrameKind, HEADER } from '../../shared/frames/layout';
import { Segment } from './segment';
import { findParts } from './segmentNames';

/** A writer keeps eight files, and more only where runs of frames are larger than that share. */
export const MOST_PARTS = 256;
/** Longer than any hello. */
const MAX_HELLO = 64 * 1024;

/**
 * The files of a capture, oldest first: its own and those of earlier parts that begin with the same
 * hello, the latest MOST_PARTS of them.
 * @throws What the file system says of its own file. It may be absent where there are parts: the
 * writer was killed when it had just renamed it.
 */
export async function openSegments(path: string): Promise<Segment[]> {
  const names = await findParts(path);
  const own = await openOwn(path, names.length > 0);
  const parts: Segment[] = [];
  for (const name of names.slice(-MOST_PARTS)) {
    const part = await Segment.open(name).catch(() => undefined);
    if (part) parts.push(part);
  }
  const hello =
    (own && (await readHelloFrame(own))) ?? (parts.at(-1) && (await readHelloFrame(parts.at(-1)!)));
  const segments: Segment[] = [];
  for (const part of parts) {
    const first = await readHelloFrame(part);
    if (hello && first?.equals(hello)) segments.push(part);
    else await part.close();
  }
  return own ? [...segments, own] : segments;
}

/** @returns undefined when the file does not begin with a whole hello. */
export async function readHelloFrame(segment: Segment): Promise<Buffer | undefined> {
  const head = Buffer.alloc(Math.min(MAX_HELLO, segment.size));
  const bytes = head.subarray(0, await segment.readInto(head, 0));
  if (bytes.length < HEADER.size) return undefined;
  if (bytes.readUInt16LE(HEADER.kind) !== (FrameKind.Hello as number)) return undefined;
  const length = bytes.readUInt32LE(HEADER.length);
  return length <= bytes.length ? bytes.subarray(0, length) : undefined;
}

async function openOwn(path: string, mayBeAbsent: boolean): Promise<Segment | undefined> {
  try {
    return await Segment.open(path);
  } catch (error) {
    if (mayBeAbsent && (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
