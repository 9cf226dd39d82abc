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
export function sayLeftOut({ notes, frames, unknown, malformed, trailing }: LeftOut): void {
  const gone = [
    ...(notes > 0 ? [plural(notes, 'note')] : []),
    ...(frames > 0 ? [`${plural(frames, 'frame')} of unknown kinds`] : []),
  ];
  if (gone.length > 0) say(`Redaction left out ${gone.join(' and ')}.`);
  const zeros = [
    ...(unknown > 0 ? [`the payloads of ${plural(unknown, 'message')} of unknown types`] : []),
    ...(malformed > 0 ? [`the rest of ${plural(malformed, 'malformed message')}`] : []),
    ...(trailing > 0 ? [`what follows the last field of ${plural(trailing, 'message')}`] : []),
  ];
  if (zeros.length > 0) say(`Zeros stand for ${zeros.join(', ')}.`);
}
