import { redactedText } from '../../capture/redact/redactedText';
import type { LeftOut } from '../../capture/redact/redactor';
import type { Hello } from '../../shared/frames/hello';
import { plural } from '../../shared/text/quantity';
import { say } from '../output';

/** Says of what is read or written that it is redacted, if it is. */
export function sayRedacted({ redacted }: Pick<Hello, 'redacted'>): void {
  if (redacted) say(redactedText(redacted));
}

/** Says what a redaction has left out. */
export function sayLeftOut(leftOut: LeftOut): void {
  const { notes, names, filters, frames, unknown, malformed, trailing } = leftOut;
  const gone = [
    ...(notes > 0 ? [plural(notes, 'note')] : []),
    ...(names > 0 ? [`${plural(names, 'name')} given to peers`] : []),
    ...(filters > 0 ? [plural(filters, 'filter')] : []),
    ...(frames > 0 ? [`${plural(frames, 'frame')} of unknown kinds`] : []),
  ];
  if (gone.length > 0) say(`Redaction left out ${listed(gone)}.`);
  const zeros = [
    ...(unknown > 0 ? [`the payloads of ${plural(unknown, 'message')} of unknown types`] : []),
    ...(malformed > 0 ? [`the rest of ${plural(malformed, 'malformed message')}`] : []),
    ...(trailing > 0 ? [`what follows the last field of ${plural(trailing, 'message')}`] : []),
  ];
  if (zeros.length > 0) say(`Zeros stand for ${zeros.join(', ')}.`);
}

/** `a, b and c` */
function listed(things: readonly string[]): string {
  const [last, ...before] = things.toReversed();
  return before.length > 0 ? `${before.reverse().join(', ')} and ${last!}` : last!;
}
