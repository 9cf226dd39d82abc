import { bytesText } from '../text/bytesText';

/** A frame that does not keep to native/bpf/event.h. */
export class MalformedFrame extends Error {}

/** @throws MalformedFrame when a frame is shorter than its kind needs; both in bytes. */
export function needLength(length: number, needed: number): void {
  if (length < needed)
    throw new MalformedFrame(`a frame of ${length} bytes where ${needed} are needed`);
}

/** The text of a slot, up to its NUL, as {@link bytesText} reads it: a host name may be any UTF-8. */
export function readSlot(frame: Buffer, start: number, end: number): string {
  const text = readTypeSlot(frame, start, end);
  // Almost every slot is plain ASCII.
  if (!/[\x80-\xff]/.test(text)) return text;
  return bytesText(frame.subarray(start, start + text.length));
}

/**
 * A message type, up to the NUL of its slot: each byte is one character, since types are compared and
 * filtered by their bytes. Those that Core accepts are printable ASCII.
 */
export function readTypeSlot(frame: Buffer, start: number, end: number): string {
  const nul = frame.indexOf(0, start);
  return frame.toString('latin1', start, nul === -1 || nul > end ? end : nul);
}

/**
 * Reads `count` strings, each after a u32 byte length, and up to `more` that later releases added.
 * @throws MalformedFrame when they reach beyond the frame.
 */
export function readStrings(frame: Buffer, start: number, count: number, more = 0): string[] {
  const strings: string[] = [];
  let at = start;
  for (let i = 0; i < count + more; i++) {
    // What is left may be the frame's padding, which is less than two lengths and all zeroes.
    if (i >= count && at + 4 > frame.length) break;
    needLength(frame.length, at + 4);
    const length = frame.readUInt32LE(at);
    needLength(frame.length, at + 4 + length);
    strings.push(frame.toString('utf8', at + 4, at + 4 + length));
    at += 4 + length;
  }
  return strings;
}
