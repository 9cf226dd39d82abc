import { basename } from 'node:path';
import type { RecoverableCapture } from '../../capture/store/recovery';
import { unmark } from '../../capture/store/writerMarker';
import { localTime } from '../../shared/text/dateText';
import { formatBytes } from '../../shared/text/quantity';
import { visible } from '../../shared/text/visible';
import type { Dialogs } from '../host/dialogs';
import type { Spool } from './spool';

const OPEN = 'Open';
const DISMISS = 'Dismiss';

export interface RecoveryDependencies {
  spool: Pick<Spool, 'abandoned'>;
  dialogs: () => Pick<Dialogs, 'inform'>;
  /** Puts a capture on screen. @throws UserError */
  open(path: string): Promise<void>;
}

/**
 * Offers the capture of a trace that was killed with its window. Only the latest is offered, until
 * it is opened or dismissed; it then stays among the latest few captures like any other.
 * @throws UserError when it cannot be opened: it is offered again at the next start.
 */
export async function offerRecovery(deps: RecoveryDependencies): Promise<void> {
  const [latest, ...older] = await deps.spool.abandoned();
  if (!latest) return;
  for (const { path } of older) await unmark(path);
  const chosen = await deps.dialogs().inform(recoveryText(latest), [OPEN, DISMISS]);
  if (chosen === OPEN) await deps.open(latest.path);
  if (chosen !== undefined) await unmark(latest.path);
}

function recoveryText({ hello, size, lastWrittenMs }: RecoverableCapture): string {
  const what = `${formatBytes(size)} of ${visible(basename(hello.binary))}`;
  const when = localTime(lastWrittenMs);
  return `Recover the last capture? VS Code ended while it was tracing: ${what}, until ${when}.`;
}
