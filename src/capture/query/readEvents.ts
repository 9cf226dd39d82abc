import { eventKind } from '../../shared/events/eventKinds';
import type { Capture } from '../capture';
import { isMessage, type EventIndex } from '../index/eventIndex';
import type { ReadEvent } from './readEvent';

/** Bytes of one read, unless a single event is larger. */
const READ_SIZE = 512 * 1024;
/** Bytes that are read though nobody asked for them, rather than reading twice. */
const GAP = 32 * 1024;

/** A row and the bytes that were read of its frame, a view. */
export interface ReadFrame {
  row: number;
  frame: Buffer;
}

/**
 * Reads events of ascending rows in as few reads as make sense.
 * @param payloadLimit Bytes that are needed of a message's payload.
 * @returns The events in order, read by read, without those whose bytes are gone.
 * @throws UserError when the file cannot be read.
 */
export async function* readEvents(
  capture: Capture,
  rows: readonly number[],
  payloadLimit?: (row: number) => number,
): AsyncGenerator<ReadEvent[], void> {
  for await (const frames of readFrames(capture, rows, payloadLimit))
    yield frames.map(({ row, frame }) => eventOf(capture, row, frame));
}

/** Like {@link readEvents}, but gives the frames undecoded. */
export async function* readFrames(
  capture: Capture,
  rows: readonly number[],
  payloadLimit?: (row: number) => number,
): AsyncGenerator<ReadFrame[], void> {
  for await (const run of readRuns(capture, rows, payloadLimit))
    yield framesOf(capture, rows, run, payloadLimit);
}

/** Some events of those that are asked for, in bytes that were read of the capture at once. */
export interface ReadRun {
  bytes: Buffer;
  /** Where the bytes begin in the capture: the frame of a row begins at its own offset less this one. */
  offset: number;
  /** Places in what is asked for, [from, to): what is needed of these is there, unless they are gone since. */
  from: number;
  to: number;
}

/** Like {@link readEvents}, but gives what was read: it makes nothing of each event, of which there may be millions. */
export async function* readRuns(
  capture: Capture,
  rows: readonly number[],
  payloadLimit?: (row: number) => number,
): AsyncGenerator<ReadRun, void> {
  const { index } = capture;
  for (let from = 0; from < rows.length;) {
    if (rows[from]! < index.firstRow) {
      from++;
      continue;
    }
    const offset = index.offset(rows[from]!);
    let end = offset;
    let last = from;
    for (; last < rows.length; last++) {
      const begin = index.offset(rows[last]!);
      const after = begin + neededLength(index, rows[last]!, payloadLimit);
      if (last > from && (begin > end + GAP || after > offset + READ_SIZE)) break;
      end = after;
    }
    const bytes = await capture.bytes(offset, end - offset);
    let to = last;
    // What is gone, or in another place, is not in it.
    if (bytes.length < end - offset) {
      const isRead = (row: number): boolean =>
        row < index.firstRow ||
        index.offset(row) + neededLength(index, row, payloadLimit) <= offset + bytes.length;
      while (to > from && !isRead(rows[to - 1]!)) to--;
    }
    yield { bytes, offset, from, to };
    // The first event of a read is there as a whole, or is gone.
    from = Math.max(from + 1, to);
  }
}

/** Bytes of a frame up to what is needed of its payload. */
export function neededLength(
  index: EventIndex,
  row: number,
  payloadLimit: (row: number) => number = () => Infinity,
): number {
  if (!isMessage(index.kind(row))) return index.meaningfulLength(row);
  return index.payloadOffset(row) + Math.min(index.captured(row), payloadLimit(row));
}

function framesOf(
  { index }: Capture,
  rows: readonly number[],
  { bytes, offset, from, to }: ReadRun,
  payloadLimit?: (row: number) => number,
): ReadFrame[] {
  const frames: ReadFrame[] = [];
  for (let place = from; place < to; place++) {
    const row = rows[place]!;
    if (row < index.firstRow) continue;
    const at = index.offset(row) - offset;
    frames.push({ row, frame: bytes.subarray(at, at + neededLength(index, row, payloadLimit)) });
  }
  return frames;
}

function eventOf({ index }: Capture, row: number, frame: Buffer): ReadEvent {
  const kind = eventKind(index.kind(row))!;
  const isOfMessage = isMessage(kind.kind);
  return {
    row,
    kind,
    messageType: index.messageType(row),
    size: index.size(row),
    payload: isOfMessage ? frame.subarray(index.payloadOffset(row)) : frame.subarray(0, 0),
    note: isOfMessage ? undefined : kind.decode(frame),
  };
}
