import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Capture } from '../../capture/capture';
import type { EventFormat } from '../../capture/export/exporter';
import { saveRows } from '../../capture/export/saveRows';
import { plural } from '../../shared/text/quantity';
import type { Dialogs } from '../host/dialogs';

/** Asks for a file and writes rows into it, with progress that can be cancelled. @throws UserError */
export async function exportRows(
  capture: Capture,
  rows: readonly number[],
  format: EventFormat,
  dialogs: Dialogs,
): Promise<void> {
  const path = await dialogs.saveFile({
    title: 'Export rows',
    action: 'Export',
    path: join(homedir(), `rows.${format.extension}`),
  });
  if (path === undefined) return;
  await dialogs.progress(`Exporting ${plural(rows.length, 'row')}`, async (report, signal) => {
    const onProgress = (share: number): void => report(`${Math.floor(share * 100)} %`);
    try {
      await saveRows(capture, rows, format, path, { signal, onProgress });
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  });
}
