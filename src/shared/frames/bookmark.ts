import { needLength, readStrings } from './frameReader';
import { packStrings, writeFrame } from './frameWriter';
import { readU64 } from './header';
import { HEADER } from './layout';

/** The kind of frames that the user's notes on events are in: see docs/capture-format.md. */
export const BOOKMARK_KIND = 14;

/** What the user noted on an event; the latest of an event counts. */
export interface BookmarkFrame {
  /** The event's number in its capture, from 0. */
  row: number;
  /** The event's time, CLOCK_MONOTONIC, nanoseconds: tells whether it is still the same event. */
  eventNs: number;
  /** Empty where the bookmark was taken away. */
  text: string;
}

const ROW = HEADER.size;
const EVENT = HEADER.size + 8;
const TEXT = HEADER.size + 16;

export function encodeBookmark({ row, eventNs, text }: BookmarkFrame): Buffer {
  const fixed = Buffer.alloc(TEXT - HEADER.size);
  fixed.writeBigUInt64LE(BigInt(row), ROW - HEADER.size);
  fixed.writeBigUInt64LE(BigInt(eventNs), EVENT - HEADER.size);
  return writeFrame(BOOKMARK_KIND as never, Buffer.concat([fixed, packStrings([text])]));
}

/** @throws MalformedFrame */
export function decodeBookmark(frame: Buffer): BookmarkFrame {
  needLength(frame.length, TEXT);
  const [text] = readStrings(frame, TEXT, 1) as [string];
  return { row: readU64(frame, ROW), eventNs: readU64(frame, EVENT), text };
}
