import { HEADER, MAX_FRAME } from './layout';

/** The bytes are not frames, so the stream cannot be read any further. */
export class BadStream extends Error {}

/** @throws BadStream when no frame can have this length (bytes). */
export function checkFrameLength(length: number): number {
  if (length < HEADER.size || length > MAX_FRAME || length % 8 !== 0)
    throw new BadStream(`a frame cannot be ${length} bytes long`);
  return length;
}

/**
 * Cuts a byte stream into whole frames, whatever its chunks are. Holds at most one partial frame;
 * only a frame that spans chunks is copied.
 */
export class FrameSplitter {
  /** Room for the whole frame that began in an earlier chunk, once its length is known. */
  private partial = Buffer.alloc(HEADER.size);
  private filled = 0;

  /** Bytes held back because their frame is not whole yet. */
  get pending(): number {
    return this.filled;
  }

  /**
   * Gives runs of whole frames, in order: each a buffer of one or more frames back to back. Iterate
   * to the end before the next chunk.
   * @throws BadStream for a frame length out of bounds, after the frames before it; nothing can be
   * read then.
   */
  *push(chunk: Buffer): Generator<Buffer, void> {
    let at = 0;
    while (this.filled > 0 && at < chunk.length) {
      at += this.fill(chunk, at);
      if (this.filled >= 4 && this.filled === this.frameLength()) {
        const whole = this.partial.subarray(0, this.filled);
        this.partial = Buffer.alloc(HEADER.size);
        this.filled = 0;
        yield whole;
      }
    }
    const { end, bad } = wholeFrames(chunk, at);
    if (end > at) yield chunk.subarray(at, end);
    if (bad) throw bad;
    for (at = end; at < chunk.length;) at += this.fill(chunk, at);
  }

  /** Copies what the frame still needs, growing once its length is known. @returns bytes taken. */
  private fill(chunk: Buffer, at: number): number {
    const wanted = this.filled < 4 ? 4 : this.frameLength();
    if (wanted > this.partial.length) {
      const grown = Buffer.allocUnsafe(wanted);
      this.partial.copy(grown, 0, 0, this.filled);
      this.partial = grown;
    }
    const taken = Math.min(wanted - this.filled, chunk.length - at);
    chunk.copy(this.partial, this.filled, at, at + taken);
    this.filled += taken;
    return taken;
  }

  private frameLength(): number {
    return checkFrameLength(this.partial.readUInt32LE(0));
  }
}

/** How far whole frames reach from `at` on, and what is wrong there. */
function wholeFrames(chunk: Buffer, at: number): { end: number; bad?: Error } {
  let end = at;
  try {
    while (chunk.length - end >= 4) {
      const length = checkFrameLength(chunk.readUInt32LE(end));
      if (chunk.length - end < length) break;
      end += length;
    }
    return { end };
  } catch (bad) {
    return { end, bad: bad as Error };
  }
}
