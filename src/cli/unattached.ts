import { quoted } from '../shared/text/quoted';
import type { Hello } from '../shared/frames/hello';
import { visible } from '../shared/text/visible';
import { say } from './output';

/** Says on standard error what a trace cannot see, one line a tracepoint. */
export function sayUnattached({ unattached }: Pick<Hello, 'unattached'>): void {
  for (const { name, reason } of unattached)
    say(
      `Warning: net:${visible(name)} is not attached, so none of its events is seen: ${visible(reason)}`,
    );
}

/** The same for a program: lines of JSON that stand before the first event. `time` is the trace's start. */
export function unattachedJson({ unattached, wallNs }: Hello): string {
  const lines = unattached.map(
    ({ name, reason }) =>
      `{"time":"${wallNs}","unattached":${quoted(name)},"reason":${quoted(reason)}}\n`,
  );
  return lines.join('');
}
