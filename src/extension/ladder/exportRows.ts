import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Capture } from '../../capture/capture';
import type { EventFormat } from '../../capture/export/exporter';
import { saveRows } from '../../capture/export/saveRows';
import { plural } from '../../shared/text/quantity';
import { askRedaction, nameSuffix, optionsOf } from '../host/askRedaction';
import type { Dialogs } from '../host/dialogs';
import { withExportProgress } from '../host/exportProgress';
import { tellSaved, type OpenFile } from '../host/tellSaved';

/**
 * Asks whether to redact rows and for a file, and writes them into it, with progress that can be cancelled; then says where it is.
 * @throws UserError
 */
export async function exportRows(
  capture: Capture,
  rows: readonly number[],
  format: EventFormat,
  dialogs: Dialogs,
  open: OpenFile,
): Promise<void> {
  const redaction = await askRedaction(dialogs, 'Export Rows');
  if (redaction === undefined) return;
  const path = await dialogs.saveFile({
    title: 'Export rows',
    action: 'Export',
    path: join(homedir(), `rows${nameSuffix(redaction)}.${format.extension}`),
  });
  if (path === undefined) return;
  const title = `Exporting ${plural(rows.length, 'row')}`;
  const done = await withExportProgress(dialogs, title, (control) =>
    saveRows(capture, rows, format, path, control, optionsOf(redaction)),
  );
  if (!done) return;
  const { size } = await stat(path);
  tellSaved(`Exported ${plural(rows.length, 'row')}`, path, size, dialogs, open);
}
