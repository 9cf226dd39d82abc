import type { ProbeEvent } from '../shared/events/event';
import { eventKind, tracepointName } from '../shared/events/eventKinds';
import type { Hello } from '../shared/frames/hello';

/**
 * One JSON object for an event, of any tracepoint. Times are unix nanoseconds and, being larger
 * than a JSON number is exact, strings; `bytes` is the payload in hex.
 */
export function jsonLine(event: ProbeEvent, hello: Hello): string {
  return `${openLine(event, hello)}}`;
}

/** The same less the brace at its end, for more to follow. */
export function openLine(event: ProbeEvent, hello: Hello): string {
  const time = BigInt(event.timeNs) + hello.wallNs - hello.monotonicNs;
  const { pid, sequence, lostRingFull: lost } = event;
  const kind = eventKind(event.kindNumber)!;
  const before = lost > 0 ? `,"lost_before":${lost}` : '';
  const common = `"time":"${time}","tracepoint":"${tracepointName(kind)}","pid":${pid},"sequence":${sequence}`;
  return `{${common}${before}${kind.json(event)}`;
}
