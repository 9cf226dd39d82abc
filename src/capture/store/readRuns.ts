import { HEADER, MAX_FRAME } from '../../shared/frames/layout';
import { checkFrameLength } from '../../shared/frames/frameSplitter';
import type { Segment } from './segment';

/** Bytes of one read: large enough for the disk's full speed, small enough to work through at once. */
const READ_SIZE = 1024 * 1024;

export interface Run {
  /** Whole frames; valid until the next run is asked for. */
  frames: Buffer;
  /** Where they begin in the file. */
  offset: number;
}

/**
 * Reads what a capture file holds, front to back, the next read under way while the last is worked
 * through. Ends before the first bytes that are not a whole frame.
 * @param size Bytes to read at most.
 */
export async function* readRuns(file: Segment, size = file.size): AsyncGenerator<Run, void> {
  const capacity = Math.min(MAX_FRAME + READ_SIZE, size);
  const buffers = [Buffer.allocUnsafe(capacity), Buffer.allocUnsafe(capacity)] as const;
  let current: Buffer = buffers[0];
  let next: Buffer = buffers[1];
  let offset = 0;
  let filled = await file.readInto(current.subarray(0, READ_SIZE), 0);
  while (filled > 0) {
    const { end, damaged } = wholeFrames(current.subarray(0, filled));
    const rest = filled - end;
    current.copy(next, 0, end, filled);
    const wanted = damaged ? 0 : Math.min(READ_SIZE, size - offset - filled);
    const reading = file.readInto(next.subarray(rest, rest + wanted), offset + filled);
    // Looked at further down; until then its failure is not an unhandled one.
    reading.catch(() => undefined);
    if (end > 0) yield { frames: current.subarray(0, end), offset };
    const read = await reading;
    if (read === 0) return;
    offset += end;
    filled = rest + read;
    [current, next] = [next, current];
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
