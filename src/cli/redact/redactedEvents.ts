import type { Redactor } from '../../capture/redact/redactor';
import { decodeEvent, type TraceEvent } from '../../shared/events/event';

/**
 * The events of a run of whole frames, redacted.
 * @param onEvent Is told each as it was recorded, before it is given.
 * @throws MalformedFrame
 */
export function* redactedEvents(
  run: Buffer,
  redactor: Redactor,
  onEvent: (recorded: TraceEvent) => void,
): Generator<TraceEvent, void> {
  for (let at = 0; at < run.length;) {
    const end = at + run.readUInt32LE(at);
    const frame = run.subarray(at, end);
    at = end;
    const recorded = decodeEvent(frame);
    // It counts what is left out, too.
    const event = redactor.event(frame);
    if (!event || !recorded) continue;
    onEvent(recorded);
    yield event;
  }
}
