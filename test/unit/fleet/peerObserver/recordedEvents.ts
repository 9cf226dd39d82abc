import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { eventsOf, isProbeEvent, type ProbeEvent } from '../../../../src/shared/events/event';

/** @param name Of a session that was recorded of a real node: `session`, `busy`. */
export function* recordedEvents(name: string): Generator<ProbeEvent, void> {
  const frames = gunzipSync(readFileSync(`native/demo-node/${name}.p2ptrace.gz`));
  for (const event of eventsOf(frames)) if (isProbeEvent(event)) yield event;
}
