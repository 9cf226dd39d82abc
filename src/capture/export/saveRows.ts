import { decodeEvent } from '../../shared/events/event';
import type { Capture } from '../capture';
import type { EventFormat, Exporter, Piece } from './exporter';
import type { NodeEvent } from './nodeJson';
import { readRows, type KnownMore } from './readRows';
import { saveFile, type ExportControl } from './saveFile';

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
  more?: KnownMore,
): Promise<number> {
  const exporter = format.create();
  try {
    const pieces = exportRows(capture, rows, exporter, control.onProgress, more);
    await saveFile(path, pieces, control.signal);
    return exporter.leftOut ?? 0;
  } finally {
    exporter.dispose?.();
  }
}

async function* exportRows(
  capture: Capture,
  rows: readonly number[],
  exporter: Exporter,
  onProgress: ExportControl['onProgress'],
  more: KnownMore | undefined,
): AsyncGenerator<Piece, void> {
  const hello = capture.hello!;
  const nodes = new NodesSaid(capture);
  if (exporter.begin) yield exporter.begin();
  if (exporter.hello) yield exporter.hello(hello);
  let done = 0;
  for await (const read of readRows(capture, rows, more)) {
    for (const { event, facts } of read) {
      const { row } = facts;
      const node = exporter.node && nodes.before(row, event.pid);
      if (node) yield exporter.node!(node, hello);
      yield* exporter.event(event, hello, facts);
      const text = exporter.bookmark && capture.bookmarks.textOf(row);
      if (text !== undefined)
        yield exporter.bookmark!({ kind: 'bookmark', row, eventNs: event.timeNs, text }, hello);
    }
    if (exporter.made) yield* await exporter.made();
    done += read.length;
    onProgress?.(done / rows.length);
  }
  if (exporter.finish) yield* await exporter.finish();
  if (exporter.end) yield exporter.end();
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
