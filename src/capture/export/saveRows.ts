import type { Chain } from '../../bitcoin/read/payload';
import { decodeEvent } from '../../shared/events/event';
import { encodeBookmark } from '../../shared/frames/bookmark';
import type { Hello } from '../../shared/frames/hello';
import { encodeRedactedHello } from '../../shared/frames/redactedHello';
import { HEADER } from '../../shared/frames/layout';
import type { Capture } from '../capture';
import { Redactor } from '../redact/redactor';
import type { RedactOptions } from '../redact/tools';
import type { BookmarkEvent } from './bookmarkJson';
import type { Gap } from '../index/losses';
import { hasSeveralNodes } from '../index/severalNodes';
import { saveFile, type ExportControl } from './saveFile';
import type {
  EventFormat,
  Exporter,
  ExportOptions,
  FrameExporter,
  GivenFrame,
  Piece,
} from './exporter';
import { NamesSaid } from './namesSaid';
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
  { more, redaction, chainOf, ...rest }: SaveOptions = {},
): Promise<number> {
  const redactor = redaction && new Redactor(capture.hello!, redaction);
  const said = new Said(capture, redactor);
  const options: ExportOptions = {
    severalNodes: hasSeveralNodes(capture.index),
    ...rest,
    chainOf: chainOf && ((pid) => chainOf(said.recordedPid(pid), said.row)),
  };
  const read = readInOrder(capture, rows, control.onProgress, { ...more, redactor });
  if (format.frames) {
    await saveFile(path, exportFrames(said, read, format.create(options)), control.signal);
    return 0;
  }
  const exporter = format.create(options);
  try {
    await saveFile(path, exportRows(said, read, exporter), control.signal);
    return exporter.leftOut ?? 0;
  } finally {
    exporter.dispose?.();
  }
}

/** What is known of the rows, and told of the format. */
export interface SaveOptions extends Omit<ExportOptions, 'chainOf'> {
  /** The chain of a process, by the number that was recorded, when a row was. Only for formats that name it. */
  chainOf?: ((pid: number, row: number) => Chain | undefined) | undefined;
  more?: Omit<KnownMore, 'redactor'> | undefined;
  /** What is done to the rows; without it they are as they were recorded. */
  redaction?: RedactOptions | undefined;
}

interface OrderedRow extends ReadRow {
  /** What is missing between the row before it and this one. */
  gaps: readonly Gap[];
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
  said: Said,
  rows: AsyncIterable<OrderedRow[]>,
  exporter: Exporter,
): AsyncGenerator<Piece, void> {
  const { hello } = said;
  const names = new NamesSaid();
  if (exporter.begin) yield exporter.begin();
  if (exporter.hello) yield exporter.hello(hello);
  for await (const read of rows) {
    for (const { event, facts, gaps } of read) {
      said.row = facts.row;
      const node = exporter.node && said.nodeBefore(facts.row, event.pid);
      if (node) yield exporter.node!(node, hello);
      if (exporter.gap) for (const gap of gaps) yield exporter.gap(gap);
      const named = exporter.peerName && names.before(event, facts);
      if (named) yield exporter.peerName!(named, hello);
      yield* exporter.event(event, hello, facts);
      const bookmark = exporter.bookmark && said.bookmarkOn(facts.row);
      if (bookmark) yield exporter.bookmark!(bookmark, hello);
    }
    if (exporter.made) yield* exporter.made();
  }
  if (exporter.finish) yield* exporter.finish();
  if (exporter.end) yield exporter.end();
}

/** A whole capture of its own, with what is known of the nodes and the user's notes on the rows. */
async function* exportFrames(
  said: Said,
  rows: AsyncIterable<OrderedRow[]>,
  exporter: FrameExporter,
): AsyncGenerator<Uint8Array, void> {
  const hello = encodeRedactedHello(said.hello);
  hello.writeBigUInt64LE(said.hello.monotonicNs, HEADER.timeNs);
  for (const frame of [hello, ...said.nodes]) yield* exporter.frame(given(frame));
  // Rows have other numbers in it.
  exporter.leaveOut();
  for await (const read of rows)
    for (const { frame, event, facts, gaps } of read) {
      said.row = facts.row;
      for (const gap of gaps) exporter.gap(gap);
      yield* exporter.frame({ frame, event: () => event }, facts);
    }
  for (const frame of said.bookmarks) yield* exporter.frame(given(frame));
  yield* exporter.end();
}

function given(frame: Buffer): GivenFrame {
  return { frame, event: () => decodeEvent(frame) };
}

/** What a capture says besides its events, or what stands for it. */
class Said {
  readonly hello: Hello;
  /** The row that is being written. */
  row = 0;
  /** By process; the latest frame that was said. */
  private readonly latest = new Map<number, Buffer>();

  constructor(
    private readonly capture: Capture,
    private readonly redactor: Redactor | undefined,
  ) {
    this.hello = redactor?.hello ?? capture.hello!;
  }

  get nodes(): Buffer[] {
    return this.capture.nodes.frames.flatMap((frame) => this.frame(frame) ?? []);
  }

  get bookmarks(): Buffer[] {
    const { all } = this.capture.bookmarks;
    return all.flatMap(({ row, text }) => this.frame(this.encoded(row, text)) ?? []);
  }

  /** Who a process is, before its first event, and again where another process has its number. */
  nodeBefore(row: number, pid: number): NodeEvent | undefined {
    const frame = this.capture.nodes.frameOf(this.recordedPid(pid), row);
    if (!frame || this.latest.get(pid) === frame) return undefined;
    this.latest.set(pid, frame);
    return decodeEvent(this.frame(frame)!) as NodeEvent;
  }

  /** @returns undefined where there is none, or notes are left out. */
  bookmarkOn(row: number): BookmarkEvent | undefined {
    const text = this.capture.bookmarks.textOf(row);
    const frame = text === undefined ? undefined : this.frame(this.encoded(row, text));
    return frame && (decodeEvent(frame) as BookmarkEvent);
  }

  /** Of which process an event was, by what stands for its number. */
  recordedPid(pid: number): number {
    return this.redactor?.recordedPid(pid) ?? pid;
  }

  private encoded(row: number, text: string): Buffer {
    return encodeBookmark({ row, eventNs: this.capture.index.timeNs(row), text });
  }

  private frame(frame: Buffer): Buffer | undefined {
    return this.redactor ? this.redactor.frame(frame) : frame;
  }
}
