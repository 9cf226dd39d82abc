import { quoted } from '../../shared/text/quoted';
import type { Hello } from '../../shared/frames/hello';

/**
 * JSON objects that stand before the first event, one for each tracepoint whose events a trace cannot
 * see. `time` is the trace's start.
 */
export function unattachedJson({ unattached, wallNs }: Hello): string[] {
  return unattached.map(
    ({ name, reason }) =>
      `{"time":"${wallNs}","unattached":${quoted(name)},"reason":${quoted(reason)}}`,
  );
}
