import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { EventFormat } from '../../capture/export/exporter';
import { saveRows } from '../../capture/export/saveRows';
import type { ExportControl } from '../../capture/export/saveFile';
import { ChainOfMessages } from '../../capture/model/chain';
import { networksOf } from '../../capture/model/peerNetwork';
import { pairsOfCapture } from '../../capture/query/pairs';
import type { RedactOptions } from '../../capture/redact/tools';
import { formatCount, plural } from '../../shared/text/quantity';
import type { Recording } from '../captures/recording';
import { askRedaction, nameSuffix, optionsOf } from '../host/askRedaction';
import type { Dialogs } from '../host/dialogs';
import { withExportProgress } from '../host/exportProgress';
import { tellSaved, type OpenFile } from '../host/tellSaved';

/** What is exported. */
export type Exported = Pick<Recording, 'capture' | 'peers' | 'live' | 'nameOf'>;

/**
 * Asks whether to redact rows and for a file, and writes them into it, with progress that can be cancelled; then says where it is, and what the
 * format had no room for.
 * @throws UserError
 */
export async function exportRows(
  recording: Exported,
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
  let leftOut = 0;
  const done = await withExportProgress(dialogs, title, async (control) => {
    leftOut = await save(recording, rows, format, path, {
      control,
      redaction: optionsOf(redaction),
    });
  });
  if (!done) return;
  const { size } = await stat(path);
  tellSaved(whatWasSaved(rows.length, leftOut), path, size, dialogs, open);
}

/** @returns How many rows the format had no room for. */
async function save(
  recording: Exported,
  rows: readonly number[],
  format: EventFormat,
  path: string,
  { control, redaction }: { control: ExportControl; redaction: RedactOptions | undefined },
): Promise<number> {
  const { capture, peers, nameOf } = recording;
  const networkOf = networksOf(peers);
  const chains = new ChainOfMessages(capture, peers, undefined);
  const chainOf = chains.of.bind(chains);
  if (!format.needsAnswers) {
    const options = { more: { networkOf, nameOf }, redaction, chainOf };
    return await saveRows(capture, rows, format, path, control, options);
  }
  const pairs = pairsOfCapture(capture, () => recording.live);
  const watching = pairs.watch();
  try {
    await pairs.until((rows.at(-1) ?? -1) + 1, control.signal);
    return await saveRows(capture, rows, format, path, control, {
      more: { networkOf, nameOf, pairs },
      redaction,
      chainOf,
    });
  } finally {
    watching.dispose();
  }
}

function whatWasSaved(rows: number, leftOut: number): string {
  if (leftOut === 0) return `Exported ${plural(rows, 'row')}`;
  return `A diagram holds no more than the first ${formatCount(rows - leftOut)} of ${plural(rows, 'row')}; another format has room for all. Exported them`;
}
