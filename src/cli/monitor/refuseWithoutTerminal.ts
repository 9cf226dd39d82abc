import { isatty } from 'node:tty';
import { monitorNeedsTerminal } from '../../shared/errors/captureErrors';

/** @throws UserError `monitor-needs-terminal` */
export function refuseWithoutTerminal(): void {
  if (!isatty(0) || !isatty(1)) throw monitorNeedsTerminal();
}
