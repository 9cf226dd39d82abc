import type { Capture } from '../capture';
import { saveFile, type ExportControl } from './saveFile';
import { Redactor } from '../redact/redactor';
import type { RedactOptions } from '../redact/tools';
import type { EventFormat, Piece } from './exporter';
import { readRows } from './readRows';

/**
 * Writes rows of a capture into a file, in a format.
 * @param rows Ascending; those whose bytes are gone are left out.
 * @param redaction What is done to them; without it they are as they were recorded.
 * @throws UserError when the capture cannot be read or the file cannot be written; the reason of the
 * signal when it aborts.
 */
export function saveRows(
  capture: Capture,
  rows: readonly number[],
  format: EventFormat,
  path: string,
  control: ExportControl = {},
  redaction?: RedactOptions,
): Promise<void> {
  const redactor = redaction && new Redactor(capture.hello!, redaction);
  const pieces = exportRows(capture, rows, format, redactor, control.onProgress);
  return saveFile(path, pieces, control.signal);
}

async function* exportRows(
  capture: Capture,
  rows: readonly number[],
  format: EventFormat,
  redactor: Redactor | undefined,
  onProgress: ExportControl['onProgress'],
): AsyncGenerator<Piece, void> {
  const clock = redactor?.hello ?? capture.hello!;
  const exporter = format.create();
  if (exporter.begin) yield exporter.begin();
  // Rows are not a whole trace, but that they are redacted is said.
  if (clock.redacted && exporter.hello) yield exporter.hello({ ...clock, unattached: [] });
  let done = 0;
  for await (const read of readRows(capture, rows, redactor)) {
    for (const { event, facts } of read) yield* exporter.event(event, clock, facts);
    done += read.length;
    onProgress?.(done / rows.length);
  }
  if (exporter.end) yield exporter.end();
}
