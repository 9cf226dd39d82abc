import type { TraceTarget } from '../client/helperCommand';
import { processesOf, SilenceWatch } from '../client/silence';
import { silenceReasons } from '../client/silenceReasons';
import type { Trace } from '../client/trace';
import { silentTrace } from '../shared/errors/traceErrors';
import type { TraceFilter } from '../shared/helper/traceFilter';
import { say } from './output';

/** Says once, on standard error, that a trace sees nothing although its node has connections. */
export function sayIfSilent(
  { hello: { unattached } }: Pick<Trace, 'hello'>,
  target: TraceTarget,
  filter: TraceFilter,
): SilenceWatch {
  return new SilenceWatch({
    pids: () => processesOf(target),
    onSilent: async (silence) => {
      const reasons = await silenceReasons(silence, { target, filter, unattached });
      const { seconds, connections } = silence;
      say(`Warning: ${silentTrace(seconds, connections, reasons).message}`);
    },
  });
}
