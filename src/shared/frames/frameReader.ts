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
  const stop = endOfSlot(frame, start, end);
  // Almost every slot is plain ASCII.
  for (let at = start; at < stop; at++)
    if (frame[at]! >= 0x80) return bytesText(frame.subarray(start, stop));
  return bytesAsText(frame, start, stop);
}

/**
 * A message type, up to the NUL of its slot: each byte is one character, since types are compared and
 * filtered by their bytes. Those that Core accepts are printable ASCII.
 */
export function readTypeSlot(frame: Buffer, start: number, end: number): string {
  return bytesAsText(frame, start, endOfSlot(frame, start, end));
}

function endOfSlot(frame: Buffer, start: number, end: number): number {
  const most = Math.min(end, frame.length);
  let at = start;
  while (at < most && frame[at] !== 0) at++;
  return at;
}

/** Texts of slots: few are said again and again, and to find one takes a part of the time that a new string does. */
const seen = new Array<string>(1024).fill('');

/** Each byte as one character. */
function bytesAsText(frame: Buffer, start: number, end: number): string {
  let hash = 0;
  for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + frame[at]!) | 0;
  const place = hash & (seen.length - 1);
  const text = seen[place]!;
  if (isText(text, frame, start, end)) return text;
  return (seen[place] = frame.toString('latin1', start, end));
}

function isText(text: string, frame: Buffer, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let at = start; at < end; at++) if (text.charCodeAt(at - start) !== frame[at]) return false;
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
