import { FrameKind, HEADER } from '../../shared/frames/layout';
import { Segment } from './segment';
import { findEarlierSegments } from './segmentNames';

/** A writer keeps eight segments, and more only where runs of frames are larger than that share. */
export const MOST_EARLIER_SEGMENTS = 256;
/** Longer than any hello. */
const MAX_HELLO = 64 * 1024;

/**
 * The segments of a capture, oldest first: the earlier ones that begin with the same hello as the
 * newest, the latest MOST_EARLIER_SEGMENTS of them, and the newest, which has the capture's name.
 * @throws What the file system says of the newest. It may be absent where there are earlier ones: the
 * writer was killed when it had just renamed it.
 */
export async function openSegments(path: string): Promise<Segment[]> {
  const names = await findEarlierSegments(path);
  const own = await openOwn(path, names.length > 0);
  const earlier: Segment[] = [];
  for (const name of names.slice(-MOST_EARLIER_SEGMENTS)) {
    const segment = await Segment.open(name).catch(() => undefined);
    if (segment) earlier.push(segment);
  }
  const hello =
    (own && (await readHelloFrame(own))) ??
    (earlier.at(-1) && (await readHelloFrame(earlier.at(-1)!)));
  const segments: Segment[] = [];
  for (const segment of earlier) {
    const first = await readHelloFrame(segment);
    if (hello && first?.equals(hello)) segments.push(segment);
    else await segment.close();
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
