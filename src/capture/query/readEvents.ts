import { eventKind } from '../../shared/events/eventKinds';
import type { Capture } from '../capture';
import { isMessage } from '../index/eventIndex';
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
  payloadLimit: (row: number) => number = () => Infinity,
): AsyncGenerator<ReadFrame[], void> {
  const { index } = capture;
  const lengthOf = (row: number): number =>
    isMessage(index.kind(row))
      ? index.payloadOffset(row) + Math.min(index.captured(row), payloadLimit(row))
      : index.meaningfulLength(row);
  for (let first = 0; first < rows.length;) {
    if (rows[first]! < index.firstRow) {
      first++;
      continue;
    }
    const start = index.offset(rows[first]!);
    let end = start;
    let last = first;
    for (; last < rows.length; last++) {
      const offset = index.offset(rows[last]!);
      const after = offset + lengthOf(rows[last]!);
      if (last > first && (offset > end + GAP || after > start + READ_SIZE)) break;
      end = after;
    }
    const bytes = await capture.bytes(start, end - start);
    const frames: ReadFrame[] = [];
    let read = 0;
    for (; first + read < last; read++) {
      const row = rows[first + read]!;
      if (row < index.firstRow) continue;
      const at = index.offset(row) - start;
      const length = lengthOf(row);
      if (at + length > bytes.length) break;
      frames.push({ row, frame: bytes.subarray(at, at + length) });
    }
    yield frames;
    // The first event of a read is there as a whole, or is gone.
    first += Math.max(1, read);
  }
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
