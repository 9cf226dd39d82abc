import type { Recording } from './captures/recording';
import type { Services } from './services';

/** `Bitcoin: Close Capture`: closes every view of it, and so the capture. A trace that goes on stays. */
export function closeCapture(
  recording: Recording | undefined,
  { ladders, inspector, monitor, compactBlocks, propagation, stage }: Services,
): void {
  if (!recording || recording.tracing) return;
  ladders.close(recording);
  inspector.close(recording);
  monitor.close(recording);
  compactBlocks.close(recording);
  propagation.close(recording);
  stage.release(recording);
}
