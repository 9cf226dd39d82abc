import type { Capture } from '../../capture/capture';
import { assertNever } from '../../shared/assertNever';
import type { UserError } from '../../shared/errors/userError';
import { keepingNotice } from '../captures/keepingNotice';
import type { RunningTrace } from './runningTrace';

/**
 * Ends the trace when its capture takes no more, and says once that payloads are not kept. It
 * watches until the capture is closed.
 */
export function watchKeeping(
  capture: Pick<Capture, 'onKeeping'>,
  trace: Pick<RunningTrace, 'stop'>,
  onNotice: (notice: UserError) => void,
): void {
  let told = false;
  capture.onKeeping((keeping) => {
    switch (keeping.kind) {
      case 'all':
        return;
      case 'full':
        void trace.stop();
        return;
      case 'failing':
        if (!told) onNotice(keepingNotice(keeping)!);
        told = true;
        return;
      default:
        assertNever(keeping);
    }
  });
}
