import { formatBytes } from '../../shared/text/quantity';
import type { Dialogs } from './dialogs';

const OPEN = 'Open';

/** How a file that was written is shown to the user. */
export type OpenFile = (path: string) => unknown;

/** Says what was written and where it is, and offers to open it; nothing waits for the answer. */
export function tellSaved(
  what: string,
  path: string,
  bytes: number,
  dialogs: Dialogs,
  open: OpenFile,
): void {
  void dialogs.inform(`${what} into ${path} (${formatBytes(bytes)}).`, [OPEN]).then((chosen) => {
    if (chosen === OPEN) open(path);
  });
}
