import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { saveFile } from '../../capture/export/saveFile';
import { plural } from '../../shared/text/quantity';
import { askRedaction, nameSuffix, optionsOf, SIMPLE_CHOICES } from '../host/askRedaction';
import type { Dialogs } from '../host/dialogs';
import { tellSaved, type OpenFile } from '../host/tellSaved';
import { monitorCsv } from './monitorCsv';
import type { MonitorSession } from './monitorSession';
import { redactTable } from './redactTable';

/** Asks whether to redact it and for a file, writes the table of peers into it, and says where it is. @throws UserError */
export async function saveTable(
  { rows, columns, recording }: Pick<MonitorSession, 'rows' | 'columns' | 'recording'>,
  dialogs: Dialogs,
  open: OpenFile,
): Promise<void> {
  const redaction = await askRedaction(dialogs, 'Save Table of Peers', SIMPLE_CHOICES);
  if (redaction === undefined) return;
  const options = optionsOf(redaction);
  const csv = monitorCsv(options ? redactTable(rows, recording, options) : rows, columns.shown);
  const path = await dialogs.saveFile({
    title: 'Save table of peers',
    action: 'Save',
    filters: { CSV: ['csv'] },
    path: join(homedir(), `peers${nameSuffix(redaction)}.csv`),
  });
  if (path === undefined) return;
  await saveFile(path, [csv]);
  const { size } = await stat(path);
  tellSaved(`Saved ${plural(rows.length, 'peer')}`, path, size, dialogs, open);
}
