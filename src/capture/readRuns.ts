import { HEADER, MAX_FRAME } from '../shared/layout';
import { checkFrameLength } from '../shared/frameSplitter';
import type { CaptureFile } from './captureFile';

/** Bytes of one read: large enough for the disk's full speed, small enough to work through at once. */
const READ_SIZE = 2 * 1024 * 1024;

export interface Run {
  /** Whole frames; valid until the next run is asked for. */
  frames: Buffer;
  /** Where they begin in the file. */
  offset: number;
}

/**
 * Reads a capture file front to back, the next read under way while the last is worked through. Ends
 * at the end of the file or before the first bytes that are no whole frame.
 */
export async function* readRuns(file: CaptureFile): AsyncGenerator<Run, void> {
  const buffers = [
    Buffer.allocUnsafe(MAX_FRAME + READ_SIZE),
    Buffer.allocUnsafe(MAX_FRAME + READ_SIZE),
  ];
  let offset = 0;
  let current = buffers[0]!;
  let filled = await file.readInto(current.subarray(0, READ_SIZE), 0);
  for (let turn = 1; filled > 0; turn++) {
    const { end, damaged } = wholeFrames(current.subarray(0, filled));
    const rest = filled - end;
    const next = buffers[turn % 2]!;
    current.copy(next, 0, end, filled);
    const reading = damaged
      ? Promise.resolve(0)
      : file.readInto(next.subarray(rest, rest + READ_SIZE), offset + filled);
    // Looked at further down; until then its failure is not an unhandled one.
    reading.catch(() => undefined);
    if (end > 0) yield { frames: current.subarray(0, end), offset };
    const read = await reading;
    if (read === 0) return;
    offset += end;
    filled = rest + read;
    current = next;
  }
}

/** How far whole frames reach, and whether what follows can be none. */
function wholeFrames(bytes: Buffer): { end: number; damaged: boolean } {
  let end = 0;
  while (bytes.length - end >= HEADER.size) {
    try {
      const length = checkFrameLength(bytes.readUInt32LE(end));
      if (bytes.length - end < length) break;
      end += length;
    } catch {
      return { end, damaged: true };
    }
  }
  return { end, damaged: false };
}
