import { bytesText } from '../text/bytesText';

/** A frame that does not keep to native/bpf/event.h. */
export class MalformedFrame extends Error {}

/** @throws MalformedFrame when a frame is shorter than its kind needs; both in bytes. */
export function needLength(length: number, needed: number): void {
  if (length < needed)
    throw new MalformedFrame(`a frame of ${length} bytes where ${needed} are needed`);
}

/** Places for texts that were just read, a power of two. */
const PLACES = 1024;

/** Slots say the same over and over, and to compare takes a fifth of the time that it takes to make a string. */
const justRead = new Array<string>(PLACES).fill('');

/** The text of a slot, up to its NUL, as {@link bytesText} reads it: a host name may be any UTF-8. */
export function readSlot(frame: Buffer, start: number, end: number): string {
  const text = readTypeSlot(frame, start, end);
  // Almost every slot is plain ASCII.
  if (isAscii(text)) return text;
  return bytesText(frame.subarray(start, start + text.length));
}

/**
 * A message type, up to the NUL of its slot: each byte is one character, since types are compared and
 * filtered by their bytes. Those that Core accepts are printable ASCII.
 */
export function readTypeSlot(frame: Buffer, start: number, end: number): string {
  const most = Math.min(end, frame.length);
  let mixed = 0;
  let at = start;
  for (; at < most; at++) {
    const byte = frame[at]!;
    if (byte === 0) break;
    mixed = (Math.imul(mixed, 31) + byte) | 0;
  }
  const place = (mixed ^ (mixed >>> 10)) & (PLACES - 1);
  const known = justRead[place]!;
  if (isText(known, frame, start, at)) return known;
  return (justRead[place] = frame.toString('latin1', start, at));
}

/** The bytes [start, end) are the characters of a text. */
function isText(text: string, frame: Buffer, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== frame[start + i]) return false;
  return true;
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
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
