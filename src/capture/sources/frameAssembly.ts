import { MESSAGE } from '../../shared/events/messages';
import { EventFlag, HEADER, MAX_FRAME } from '../../shared/frames/layout';

/** A frame that is put together from parts: the first has its header. */
export class FrameAssembly {
  private frame: Buffer | undefined;
  private filled = 0;

  /** @param offset Where in the file it begins. */
  constructor(readonly offset: number) {}

  /** Bytes beyond the length that the frame has are left out. */
  add(part: Buffer): void {
    if (!this.frame && part.length < HEADER.size) return;
    this.frame ??= emptyFrame(part.readUInt32LE(HEADER.length));
    this.filled += part.copy(this.frame, this.filled);
  }

  /** Bytes that it has. */
  get length(): number {
    return this.filled;
  }

  /**
   * @returns undefined where it cannot be a frame, or is not whole. Of a message that is not, `isCut` says so, and its
   * payload ends where its parts do.
   */
  finish(): { frame: Buffer; isCut: boolean } | undefined {
    const { frame, filled } = this;
    if (!frame || frame.length === 0) return undefined;
    // The padding of messages is not written.
    if (frame.length - filled < 8) return { frame, isCut: false };
    const kind = frame.readUInt16LE(HEADER.kind);
    if ((kind !== 2 && kind !== 3) || filled < MESSAGE.shortPayload) return undefined;
    const start = frame.readUInt32LE(MESSAGE.payloadOffset);
    if (start > filled) return undefined;
    return { frame: cutFrame(frame.subarray(0, filled), start), isCut: true };
  }
}

function emptyFrame(length: number): Buffer {
  const isPossible = length >= HEADER.size && length <= MAX_FRAME && length % 8 === 0;
  return Buffer.alloc(isPossible ? length : 0);
}

/** @param start Of the payload. */
function cutFrame(filled: Buffer, start: number): Buffer {
  const frame = Buffer.alloc((filled.length + 7) & ~7);
  filled.copy(frame);
  frame.writeUInt32LE(frame.length, HEADER.length);
  frame.writeUInt32LE(filled.length - start, MESSAGE.captured);
  const flags = frame.readUInt16LE(HEADER.flags);
  frame.writeUInt16LE(flags | EventFlag.Truncated, HEADER.flags);
  return frame;
}
