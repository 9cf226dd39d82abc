import { needLength } from '../../shared/frames/frameReader';
import { writeFrame } from '../../shared/frames/frameWriter';
import { FrameKind, GAP, HEADER, type GapFrameCause } from '../../shared/frames/layout';

/** Marks where a capture file lacks events that arrived. */
export interface GapFrame {
  /** The next event's number among those that the capture took, from 0. */
  row: number;
  /** Events that arrived since the frame before, and are not in the file. */
  missing: number;
  /** What events before this frame tell was lost: see Losses.ringFull. */
  ringFull: number;
  /** A number that this version may not know. */
  cause: GapFrameCause;
}

export function encodeGap({ row, missing, ringFull, cause }: GapFrame): Buffer {
  const body = Buffer.alloc(GAP.end - HEADER.size);
  body.writeBigUInt64LE(BigInt(row), GAP.row - HEADER.size);
  body.writeBigUInt64LE(BigInt(missing), GAP.missing - HEADER.size);
  body.writeBigUInt64LE(BigInt(ringFull), GAP.lostRingFull - HEADER.size);
  body.writeUInt32LE(cause, GAP.cause - HEADER.size);
  return writeFrame(FrameKind.Gap, body);
}

/** @throws MalformedFrame */
export function decodeGap(frame: Buffer): GapFrame {
  needLength(frame.length, GAP.end);
  return {
    row: Number(frame.readBigUInt64LE(GAP.row)),
    missing: Number(frame.readBigUInt64LE(GAP.missing)),
    ringFull: Number(frame.readBigUInt64LE(GAP.lostRingFull)),
    cause: frame.readUInt32LE(GAP.cause),
  };
}
