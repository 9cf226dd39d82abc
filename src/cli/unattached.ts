import { probeTitle } from '../shared/frames/probeLists';
import type { Hello } from '../shared/frames/hello';
import { visible } from '../shared/text/visible';
import { say } from './output';

/** Says on standard error what a trace cannot see, one line per tracepoint. */
export function sayUnattached({ unattached }: Pick<Hello, 'unattached'>): void {
  for (const { name, reason } of unattached)
    say(
      `Warning: ${visible(probeTitle(name))} is not attached, so none of its events is seen: ${visible(reason)}`,
    );
}
