import { MAX_PAYLOAD } from '../../shared/frames/layout';

/**
 * A record of `msgs_recv.dat` and `msgs_sent.dat` (CaptureMessageToFile in Core's net.cpp): a time as i64,
 * microseconds, the message type in 12 bytes, the size of the payload as u32, all little-endian, and the payload.
 */
export const RECORD = { time: 0, type: 8, size: 20, payload: 24 } as const;

/** Microseconds from 1970: what is later was not written by Core. A test may set the clock to any time before. */
const LATEST_US = 2 ** 53;

/** @param bytes With a whole header at `at`. */
export function mayBegin(bytes: Buffer, at: number): boolean {
  if (bytes.readUInt32LE(at + RECORD.size) > MAX_PAYLOAD) return false;
  const timeUs = timeAt(bytes, at);
  // Nothing is of the time 0, but a file system may have filled a file with zeros.
  return timeUs < LATEST_US && timeUs > 0;
}

/** Microseconds; a negative one is as good as one that is far too late. */
export function timeAt(bytes: Buffer, at: number): number {
  return bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) * 2 ** 32;
}

/** Bytes of the record whose header is at `at`. */
export function lengthAt(bytes: Buffer, at: number): number {
  return RECORD.payload + bytes.readUInt32LE(at + RECORD.size);
}

/** Whether the type's slot is one that Core's own types have: letters and digits, then zeros. */
export function hasPlausibleType(bytes: Buffer, at: number): boolean {
  const end = at + RECORD.size;
  let i = at + RECORD.type;
  while (i < end && isLetter(bytes[i]!)) i++;
  if (i - at - RECORD.type < 2) return false;
  while (i < end && bytes[i] === 0) i++;
  return i === end;
}

function isLetter(byte: number): boolean {
  return (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x30 && byte <= 0x39);
}
