import type { Capture } from '../capture';
import { saveFile, type ExportControl } from './saveFile';
import type { EventFormat, Piece } from './exporter';
import { readRows } from './readRows';

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
): Promise<void> {
  return saveFile(path, exportRows(capture, rows, format, control.onProgress), control.signal);
}

async function* exportRows(
  capture: Capture,
  rows: readonly number[],
  format: EventFormat,
  onProgress: ExportControl['onProgress'],
): AsyncGenerator<Piece, void> {
  const clock = capture.hello!;
  const exporter = format.create();
  try {
    if (exporter.begin) yield exporter.begin();
    let done = 0;
    for await (const read of readRows(capture, rows)) {
      for (const { event, facts } of read) yield* exporter.event(event, clock, facts);
      if (exporter.made) yield* await exporter.made();
      done += read.length;
      onProgress?.(done / rows.length);
    }
    if (exporter.finish) yield* await exporter.finish();
    if (exporter.end) yield exporter.end();
  } finally {
    exporter.dispose?.();
  }
}
