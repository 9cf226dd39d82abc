import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { saveFile } from '../../capture/export/saveFile';
import { plural } from '../../shared/text/quantity';
import type { Dialogs } from '../host/dialogs';
import { tellSaved, type OpenFile } from '../host/tellSaved';
import { monitorCsv } from './monitorCsv';
import type { MonitorSession } from './monitorSession';

/** Asks for a file, writes the table of peers into it, and says where it is. @throws UserError */
export async function saveTable(
  { rows, columns }: Pick<MonitorSession, 'rows' | 'columns'>,
  dialogs: Dialogs,
  open: OpenFile,
): Promise<void> {
  const csv = monitorCsv(rows, columns.shown);
  const path = await dialogs.saveFile({
    title: 'Save table of peers',
    action: 'Save',
    filters: { CSV: ['csv'] },
    path: join(homedir(), 'peers.csv'),
  });
  if (path === undefined) return;
  await saveFile(path, [csv]);
  const { size } = await stat(path);
  tellSaved(`Saved ${plural(rows.length, 'peer')}`, path, size, dialogs, open);
}
