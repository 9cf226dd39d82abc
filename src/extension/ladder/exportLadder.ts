import { writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { saveFailed } from '../../shared/errors/captureErrors';
import { exportFailed, type ExportObstacle } from '../../shared/errors/viewErrors';
import { RequestFailed } from '../../shared/webview/channel';
import { DRAW_FAILURES } from '../../shared/webview/drawFailures';
import { formatCount, plural } from '../../shared/text/quantity';
import {
  EXPORT_FORMATS,
  type Drawing,
  type ExportFormat,
} from '../../shared/webview/ladderProtocol';
import { FORMATS } from '../../capture/export/formats';
import type { Dialogs, PickItem } from '../host/dialogs';
import { exportRows } from './exportRows';
import type { OpenLadder } from './openLadder';
import { writeErrnoText } from '../../shared/text/errnoText';

const FORMAT_NAMES: Record<ExportFormat, string> = { svg: 'SVG', png: 'PNG', text: 'Text' };

/**
 * Asks how, and writes what is selected or in view: as a drawing that the page makes, or its events in one
 * of the formats that they can be written in.
 * @param rows Of the capture, ascending: what is selected.
 * @throws UserError when it cannot be drawn or written.
 */
export async function exportLadder(
  { page, recording }: Pick<OpenLadder, 'page' | 'recording'>,
  rows: readonly number[],
  dialogs: Dialogs,
): Promise<void> {
  const drawings = [false, true].flatMap((masked) =>
    EXPORT_FORMATS.map((format) => ({
      label: FORMAT_NAMES[format],
      group: masked ? 'Addresses masked, as XX.XX.XXX.196' : 'As it is',
      value: () => draw(page, format, masked, dialogs),
    })),
  );
  const events = FORMATS.map((format) => ({
    label: format.title,
    description: `.${format.extension}`,
    group: `The events of ${plural(rows.length, 'row')}`,
    value: () => exportRows(recording.capture, rows, format, dialogs),
  }));
  const items: PickItem<() => Promise<void>>[] = [...drawings, ...(rows.length > 0 ? events : [])];
  const chosen = await dialogs.pick('Export Ladder', 'What is selected, or what is in view', items);
  await chosen?.();
}

async function draw(
  page: OpenLadder['page'],
  format: ExportFormat,
  masked: boolean,
  dialogs: Dialogs,
): Promise<void> {
  const drawing = await page.request('draw', { format, masked }).catch((error: unknown) => {
    throw exportFailed(FORMAT_NAMES[format], (error as Error).message, obstacleOf(error));
  });
  await saveDrawing(drawing, dialogs);
}

/** @param error Of a request to the page. */
function obstacleOf(error: unknown): ExportObstacle {
  const { message } = error as Error;
  if (error instanceof RequestFailed && error.closed) return 'hidden';
  if (message === DRAW_FAILURES.tooLarge || message === DRAW_FAILURES.noCanvas) return 'too-large';
  return message === DRAW_FAILURES.changed ? 'changed' : 'other';
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
    throw saveFailed(path, writeErrnoText(error));
  }
  // Nothing waits for the notification to be closed.
  if (rows < of)
    void dialogs.inform(
      `The file has the first ${formatCount(rows)} of ${plural(of, 'row')}, which is all that one picture holds. “Copy as Text” takes more.`,
      [],
    );
}
