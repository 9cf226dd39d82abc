import { decodeEvent } from '../../shared/events/event';
import { encodeBookmark } from '../../shared/frames/bookmark';
import { encodeHello } from '../../shared/frames/hello';
import { HEADER } from '../../shared/frames/layout';
import type { Capture } from '../capture';
import type { Gap } from '../index/losses';
import { saveFile, type ExportControl } from './saveFile';
import type { EventFormat, Exporter, ExportOptions, FrameExporter, Piece } from './exporter';
import { readRows, type ReadRow } from './readRows';

/**
 * Writes rows of a capture into a file, in a format.
 * @param rows Ascending; those whose bytes are gone are left out.
 * @throws UserError when the capture cannot be read or the file cannot be written; the reason of the
 * signal when it aborts.
 */
export function saveRows(
  capture: Capture,
  rows: readonly number[],
  format: EventFormat,
  path: string,
  control: ExportControl = {},
  options: ExportOptions = {},
): Promise<void> {
  const read = readInOrder(capture, rows, control.onProgress);
  const pieces = format.frames
    ? exportFrames(capture, read, format.create(options))
    : exportRows(capture, read, format.create(options));
  return saveFile(path, pieces, control.signal);
}

interface OrderedRow extends ReadRow {
  /** What is missing between the row before it and this one. */
  gaps: Gap[];
}

async function* readInOrder(
  capture: Capture,
  rows: readonly number[],
  onProgress: ExportControl['onProgress'],
): AsyncGenerator<OrderedRow[], void> {
  const { losses } = capture.index;
  let previous: number | undefined;
  let done = 0;
  for await (const read of readRows(capture, rows)) {
    yield read.map((each) => {
      const { row } = each.facts;
      const gaps = losses.between(previous ?? row - 1, row);
      previous = row;
      return { ...each, gaps };
    });
    done += read.length;
    onProgress?.(done / rows.length);
  }
}

async function* exportRows(
  capture: Capture,
  rows: AsyncIterable<OrderedRow[]>,
  exporter: Exporter,
): AsyncGenerator<Piece, void> {
  const clock = capture.hello!;
  if (exporter.begin) yield exporter.begin();
  for await (const read of rows)
    for (const { event, facts, gaps } of read) {
      if (exporter.gap) for (const gap of gaps) yield exporter.gap(gap);
      yield* exporter.event(event, clock, facts);
    }
  if (exporter.end) yield exporter.end();
}

/** A whole capture of its own, with what is known of the nodes and the user's notes on the rows. */
async function* exportFrames(
  capture: Capture,
  rows: AsyncIterable<OrderedRow[]>,
  exporter: FrameExporter,
): AsyncGenerator<Uint8Array, void> {
  const hello = encodeHello(capture.hello!);
  hello.writeBigUInt64LE(capture.hello!.monotonicNs, HEADER.timeNs);
  for (const frame of [hello, ...capture.nodes.frames])
    yield* exporter.frame(frame, decodeEvent(frame));
  // Rows have other numbers in it.
  exporter.leaveOut();
  for await (const read of rows)
    for (const { frame, event, facts, gaps } of read) {
      for (const gap of gaps) exporter.gap(gap);
      yield* exporter.frame(frame, event, facts);
    }
  for (const { row, text } of capture.bookmarks.all) {
    const frame = encodeBookmark({ row, eventNs: capture.index.timeNs(row), text });
    yield* exporter.frame(frame, decodeEvent(frame));
  }
  yield* exporter.end();
}
