import type { Capture } from '../../capture/capture';
import { Redactor } from '../../capture/redact/redactor';

const redactors = new WeakMap<Capture, Redactor>();

/** What is drawn and copied of a capture, redacted, has the same stand-ins as long as it is open. */
export function redactorOf(capture: Capture): Redactor {
  const known = redactors.get(capture) ?? new Redactor(capture.hello!);
  redactors.set(capture, known);
  return known;
}
