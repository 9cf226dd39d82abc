import { writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { exportFailed, saveFailed } from '../../shared/errors/errors';
import { formatCount, plural } from '../../shared/text/quantity';
import {
  EXPORT_FORMATS,
  type Drawing,
  type ExportFormat,
} from '../../shared/webview/ladderProtocol';
import type { Dialogs } from '../host/dialogs';
import type { OpenLadder } from './openLadder';

const FORMAT_NAMES: Record<ExportFormat, string> = { svg: 'SVG', png: 'PNG', text: 'Text' };

/**
 * Asks how, has the page draw what is selected or in view, asks where to, and writes it.
 * @throws UserError when it cannot be drawn or written.
 */
export async function exportLadder(
  { page }: Pick<OpenLadder, 'page'>,
  dialogs: Dialogs,
): Promise<void> {
  const items = [false, true].flatMap((masked) =>
    EXPORT_FORMATS.map((format) => ({
      label: FORMAT_NAMES[format],
      group: masked ? 'Addresses masked, as XX.XX.XXX.196' : 'As it is',
      value: { format, masked },
    })),
  );
  const chosen = await dialogs.pick('Export Ladder', 'What is selected, or what is in view', items);
  if (!chosen) return;
  const drawing = await page.request('draw', chosen).catch((error: unknown) => {
    throw exportFailed(FORMAT_NAMES[chosen.format], (error as Error).message);
  });
  await saveDrawing(drawing, dialogs);
}

async function saveDrawing(
  { format, content, rows, of }: Drawing,
  dialogs: Dialogs,
): Promise<void> {
  const extension = format === 'text' ? 'txt' : format;
  const path = await dialogs.saveFile({
    title: 'Export ladder',
    action: 'Export',
    path: join(homedir(), `ladder.${extension}`),
  });
  if (path === undefined) return;
  try {
    await writeFile(path, content);
  } catch (error) {
    throw saveFailed(path, (error as Error).message);
  }
  // Nothing waits for the notification to be closed.
  if (rows < of)
    void dialogs.inform(
      `The file has the first ${formatCount(rows)} of ${plural(of, 'row')}, which is all that one picture holds. “Copy as Text” takes more.`,
      [],
    );
}
