import { homedir } from 'node:os';
import { join } from 'node:path';
import { saveFile } from '../../capture/export/saveFile';
import { exportFailed, type ExportObstacle } from '../../shared/errors/viewErrors';
import { RequestFailed } from '../../shared/webview/channel';
import { DRAW_FAILURES } from '../../shared/webview/drawFailures';
import { formatCount, plural } from '../../shared/text/quantity';
import {
  EXPORT_FORMATS,
  type Drawing,
  type DrawingWanted,
  type ExportFormat,
} from '../../shared/webview/ladderProtocol';
import { FORMATS } from '../../capture/export/formats';
import { redactedText } from '../../capture/redact/redactedText';
import { nameSuffix } from '../host/askRedaction';
import type { Dialogs, PickItem } from '../host/dialogs';
import { exportRows } from './exportRows';
import type { OpenLadder } from './openLadder';
import { tellSaved, type OpenFile } from '../host/tellSaved';

const DRAWING_NAMES: Record<ExportFormat, string> = {
  svg: 'SVG picture',
  png: 'PNG picture',
  text: 'Drawing in text',
};

/** Of the picture that a drawing is. */
const DRAWN_AS: Record<ExportFormat, string> = { svg: 'SVG', png: 'PNG', text: 'text' };

/**
 * Asks what and how, and writes it: what is selected or in view as a drawing that the page makes, or events,
 * of what is selected or of all that the ladder shows, in one of the formats that they can be written in.
 * @param rows Of the capture, ascending: what is selected.
 * @throws UserError when it cannot be drawn or written.
 */
export async function exportLadder(
  ladder: Pick<OpenLadder, 'page' | 'recording' | 'session'>,
  rows: readonly number[],
  dialogs: Dialogs,
  open: OpenFile,
): Promise<void> {
  const { page, recording, session } = ladder;
  const drawings = [false, true].flatMap((redacted) =>
    EXPORT_FORMATS.map((format) => ({
      label: `${DRAWING_NAMES[format]}${redacted ? ', redacted' : ''}`,
      group: 'The ladder as it is drawn: what is selected, or what is in view',
      value: () =>
        draw(page, { format, redacted, about: aboutOf(recording, redacted) }, dialogs, open),
    })),
  );
  const events = (group: string, suffix: string, which: () => readonly number[]) =>
    FORMATS.map((format) => ({
      label: `${format.title}${suffix}`,
      description: `.${format.extension}${format.holds ? `, at most ${format.holds}` : ''}`,
      group,
      value: () => exportRows(recording, which(), format, dialogs, open),
    }));
  const count = plural(rows.length, 'selected row');
  const marked = session.markedRows;
  const items: PickItem<() => Promise<void>>[] = [
    ...drawings,
    ...(rows.length > 0 ? events(`The ${count}`, `, of ${count}`, () => rows) : []),
    ...(marked.length > 0
      ? events(
          `All ${plural(marked.length, 'row')} that the filter finds`,
          ', of all matches',
          () => marked,
        )
      : []),
    ...(session.rowCount > 0
      ? events(
          `All ${plural(session.rowCount, 'row')} that this ladder shows`,
          ', of all rows',
          () => session.allRows,
        )
      : []),
  ];
  const chosen = await dialogs.pick('Export Ladder', 'What to write, and how', items);
  await chosen?.();
}

async function draw(
  page: OpenLadder['page'],
  wanted: DrawingWanted,
  dialogs: Dialogs,
  open: OpenFile,
): Promise<void> {
  const drawing = await page.request('draw', wanted).catch((error: unknown) => {
    throw exportFailed(DRAWN_AS[wanted.format], (error as Error).message, obstacleOf(error));
  });
  await saveDrawing(drawing, nameSuffix(wanted.redacted ? {} : 'as-recorded'), dialogs, open);
}

/** What a drawing says of itself. @param redacted It is, whatever the capture is. */
function aboutOf({ capture }: OpenLadder['recording'], redacted: boolean): string {
  const before = capture.hello?.redacted;
  if (before) return redactedText(before);
  return redacted ? redactedText({ times: false, transactions: false }) : '';
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
  suffix: string,
  dialogs: Dialogs,
  open: OpenFile,
): Promise<void> {
  const extension = format === 'text' ? 'txt' : format;
  const path = await dialogs.saveFile({
    title: 'Export ladder',
    action: 'Export',
    path: join(homedir(), `ladder${suffix}.${extension}`),
  });
  if (path === undefined) return;
  await saveFile(path, [content]);
  const what =
    rows < of
      ? `A drawing holds ${formatCount(rows)} rows at most; the events of all can be exported. Drew the first ${formatCount(rows)} of ${plural(of, 'row')}`
      : `Drew ${plural(rows, 'row')}`;
  tellSaved(what, path, Buffer.byteLength(content), dialogs, open);
}
