import type { MarkedCapture } from '../../capture/store/recovery';
import { unmark } from '../../capture/store/writerMarker';
import { formatBytes } from '../../shared/text/quantity';
import type { Dialogs } from '../host/dialogs';
import { dayAndTime, storedTitle } from './captureName';
import type { Spool } from './spool';

const OPEN = 'Open';
const DISMISS = 'Dismiss';

export interface RecoveryDependencies {
  spool: Pick<Spool, 'abandoned'>;
  dialogs: () => Pick<Dialogs, 'inform'>;
  /** Whether another window will want it when it comes back. */
  belongsElsewhere(capture: MarkedCapture): boolean;
  /** Puts a capture on screen. @throws UserError */
  open(path: string): Promise<void>;
}

/**
 * Offers the capture of a trace that ended with its window. Only the latest is offered, until
 * it is opened or dismissed; it then stays among the latest few captures like any other, which the command
 * to recover captures lists.
 * @throws UserError when it cannot be opened: it is offered again at the next start.
 */
export async function offerRecovery(deps: RecoveryDependencies): Promise<void> {
  const abandoned = await deps.spool.abandoned();
  const [latest, ...older] = abandoned.filter((each) => !deps.belongsElsewhere(each));
  if (!latest) return;
  for (const { path } of older) await unmark(path);
  const chosen = await deps.dialogs().inform(recoveryText(latest), [OPEN, DISMISS]);
  if (chosen === OPEN) await deps.open(latest.path);
  if (chosen !== undefined) await unmark(latest.path);
}

function recoveryText(capture: MarkedCapture): string {
  const what = `${formatBytes(capture.size)} of ${storedTitle(capture)}`;
  const when = dayAndTime(capture.lastWrittenMs);
  return `Recover the last capture? VS Code ended while it was tracing: ${what}, until ${when}. “Bitcoin: Recover Captures…” lists it later, too.`;
}
