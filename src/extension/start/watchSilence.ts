import { processesOf, SilenceWatch } from '../../client/silence';
import { silenceReasons } from '../../client/silenceReasons';
import { silentTrace } from '../../shared/errors/traceErrors';
import { plural } from '../../shared/text/quantity';
import type { UserError } from '../../shared/errors/userError';
import type { Recording } from '../captures/recording';
import type { LiveTrace } from './liveTrace';
import type { Subject } from './subject';

export interface SilenceDependencies {
  subject: Pick<Subject, 'target' | 'node'>;
  recording: Recording;
  onNotice: (notice: UserError) => void;
  /** Milliseconds, for tests. */
  patience?: number;
  interval?: number;
}

/**
 * Says that a trace sees nothing: once in a notice, and in the node's row until the next event. It
 * watches until the trace ends.
 */
export function watchSilence(
  trace: Pick<LiveTrace, 'nodePid' | 'ended'>,
  { subject, recording, onNotice, ...times }: SilenceDependencies,
): void {
  const { target, node } = subject;
  const ofNode = () => (trace.nodePid === undefined ? [] : [trace.nodePid]);
  const watch = new SilenceWatch({
    ...times,
    pids: () => (node ? ofNode() : processesOf(target)),
    onSilent: async (silence) => {
      const { filter, unattached } = recording;
      recording.silence = `nothing seen, ${plural(silence.connections, 'open connection')}`;
      const reasons = await silenceReasons(silence, { target, filter, unattached });
      onNotice(silentTrace(silence.seconds, silence.connections, reasons));
    },
  });
  const subscription = recording.capture.onAppend(() => {
    watch.heard();
    recording.silence = '';
  });
  void trace.ended.then(() => {
    watch.dispose();
    subscription.dispose();
    recording.silence = '';
  });
}
