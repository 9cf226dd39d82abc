import { MalformedFrame } from '../../shared/frames/frameReader';
import { HEADER } from '../../shared/frames/layout';
import type { CaptureContents } from './captureContents';
import type { CaptureFile } from './captureFile';
import type { Damage } from './damage';
import { openSegments } from './openSegments';
import { readRuns } from './readRuns';
import type { Segment } from './segment';

/**
 * Reads a capture's files through and adds them to `file`, as far as their frames are whole: what was
 * announced can be read already.
 * @param announce Is called for each run: where in the capture it begins, and its first row.
 * @returns The bytes at the ends of the files that are not whole frames.
 * @throws MalformedFrame when it is not a capture, or what the file system says.
 */
export async function scan(
  path: string,
  contents: CaptureContents,
  file: CaptureFile,
  announce: (run: Buffer, from: number, offset: number) => void,
): Promise<Damage[]> {
  const segments = await openSegments(path);
  const damages: Damage[] = [];
  let firstError: Error | undefined;
  try {
    for (let segment = segments[0]; segment; segment = segments[0]) {
      const { size } = segment;
      segments.shift();
      const error = await scanSegment(segment, contents, file, announce);
      const { path: name, size: offset } = segment;
      if (size > offset) damages.push({ path: name, offset, bytes: size - offset });
      firstError ??= error;
    }
  } finally {
    for (const segment of segments) await segment.close();
  }
  if (!contents.hello) throw new MalformedFrame(noCapture(damages, firstError));
  return damages;
}

/** Why files are none of a capture: nothing of them can be read. */
function noCapture([first]: readonly Damage[], error: Error | undefined): string {
  if (!first) return 'it is empty';
  return `at offset 0, ${error?.message ?? 'it does not begin with a whole hello'}`;
}

/** @returns Why what follows its last whole frame is none, where that is known. */
async function scanSegment(
  segment: Segment,
  contents: CaptureContents,
  file: CaptureFile,
  announce: (run: Buffer, from: number, offset: number) => void,
): Promise<Error | undefined> {
  const { size } = segment;
  segment.size = segment.planned = 0;
  const base = file.length;
  file.include(segment);
  for await (const { frames, offset } of readRuns(segment, size)) {
    const from = contents.index.length;
    const taken = contents.add(frames, base + offset);
    file.grow(taken.end);
    announce(frames, from, base + offset);
    if (taken.error) return taken.error;
  }
  return undefined;
}

/** All frames that a capture's files hold now; the hello once. Files stay readable until the end, though removed. */
export async function* framesOf(segments: readonly Segment[]): AsyncGenerator<Buffer, void> {
  const sizes = segments.map(({ size }) => size);
  for (const segment of segments) segment.retain();
  try {
    for (const [i, segment] of segments.entries()) {
      for await (const { frames, offset } of readRuns(segment, sizes[i])) {
        const skipped = i > 0 && offset === 0 ? frames.readUInt32LE(HEADER.length) : 0;
        if (frames.length > skipped) yield frames.subarray(skipped);
      }
    }
  } finally {
    for (const segment of segments) await segment.release();
  }
}
