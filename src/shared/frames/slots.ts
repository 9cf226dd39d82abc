import { bytesText } from '../text/bytesText';

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
  for (; at < most && frame[at] !== 0; at++) mixed = (Math.imul(mixed, 31) + frame[at]!) | 0;
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
