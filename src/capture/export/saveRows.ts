import { decodeEvent } from '../../shared/events/event';
import { encodeBookmark } from '../../shared/frames/bookmark';
import { encodeHello } from '../../shared/frames/hello';
import { HEADER } from '../../shared/frames/layout';
import type { Capture } from '../capture';
import type { Gap } from '../index/losses';
import { saveFile, type ExportControl } from './saveFile';
import type { EventFormat, Exporter, ExportOptions, FrameExporter, Piece } from './exporter';
import type { NodeEvent } from './nodeJson';
import { type KnownMore, readRows, type ReadRow } from './readRows';

/**
 * Writes rows of a capture into a file, in a format: with what the trace says of itself and of the processes that the
 * rows are of, and with the bookmarks on them.
 * @param rows Ascending; those whose bytes are gone are left out.
 * @returns How many events the format had no room for.
 * @throws UserError when the capture cannot be read or the file cannot be written; the reason of the
 * signal when it aborts.
 */
export async function saveRows(
  capture: Capture,
  rows: readonly number[],
  format: EventFormat,
  path: string,
  control: ExportControl = {},
  { more, ...options }: SaveOptions = {},
): Promise<number> {
  const read = readInOrder(capture, rows, control.onProgress, more);
  if (format.frames) {
    await saveFile(path, exportFrames(capture, read, format.create(options)), control.signal);
    return 0;
  }
  const exporter = format.create(options);
  try {
    await saveFile(path, exportRows(capture, read, exporter), control.signal);
    return exporter.leftOut ?? 0;
  } finally {
    exporter.dispose?.();
  }
}

/** What is known of the rows, and told of the format. */
export interface SaveOptions extends ExportOptions {
  more?: KnownMore | undefined;
}

interface OrderedRow extends ReadRow {
  /** What is missing between the row before it and this one. */
  gaps: Gap[];
}

async function* readInOrder(
  capture: Capture,
  rows: readonly number[],
  onProgress: ExportControl['onProgress'],
  more: KnownMore | undefined,
): AsyncGenerator<OrderedRow[], void> {
  const { losses } = capture.index;
  let previous: number | undefined;
  let done = 0;
  for await (const read of readRows(capture, rows, more)) {
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
  const hello = capture.hello!;
  const nodes = new NodesSaid(capture);
  if (exporter.begin) yield exporter.begin();
  if (exporter.hello) yield exporter.hello(hello);
  for await (const read of rows) {
    for (const { event, facts, gaps } of read) {
      const { row } = facts;
      const node = exporter.node && nodes.before(row, event.pid);
      if (node) yield exporter.node!(node, hello);
      if (exporter.gap) for (const gap of gaps) yield exporter.gap(gap);
      yield* exporter.event(event, hello, facts);
      const text = exporter.bookmark && capture.bookmarks.textOf(row);
      if (text !== undefined)
        yield exporter.bookmark!({ kind: 'bookmark', row, eventNs: event.timeNs, text }, hello);
    }
    if (exporter.made) yield* await exporter.made();
  }
  if (exporter.finish) yield* await exporter.finish();
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

/** Says who a process is before its first event, and again where another process has its number. */
class NodesSaid {
  /** By process; the latest frame that was said. */
  private readonly said = new Map<number, Buffer>();

  constructor(private readonly capture: Pick<Capture, 'nodes'>) {}

  /** @returns undefined where nothing is known, or nothing new. */
  before(row: number, pid: number): NodeEvent | undefined {
    const frame = this.capture.nodes.frameOf(pid, row);
    if (!frame || this.said.get(pid) === frame) return undefined;
    this.said.set(pid, frame);
    return decodeEvent(frame) as NodeEvent;
  }
}
