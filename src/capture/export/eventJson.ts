import type { DecodedMessage } from '../../bitcoin/decodeMessage';
import { quoted } from '../../shared/text/quoted';
import type { JsonBytes } from '../../bitcoin/read/jsonBytes';
import { messageJson } from '../../shared/events/messages';
import type { MessageEvent, ProbeEvent } from '../../shared/events/event';
import { eventKind, tracepointName } from '../../shared/events/eventKinds';
import type { Hello } from '../../shared/frames/hello';

/** The two clocks of a trace, which turn the time of an event into wall time. */
export type Clock = Pick<Hello, 'wallNs' | 'monotonicNs'>;

/** What may follow the members that every JSON of an event has. */
export interface EventExtras {
  /** The event's number in its capture, from 0. */
  row?: number | undefined;
  /** One line about the event. */
  summary?: string | undefined;
  /** Where Core would have stopped reading. */
  error?: DecodedMessage['error'];
  /** What else there is to say of the message. */
  notes?: readonly string[] | undefined;
}

/**
 * One JSON object for an event, as docs/event.schema.json describes it: printable ASCII in one line.
 * Times are unix nanoseconds and strings, because they are larger than the numbers that JSON has
 * exactly; `bytes` is the payload in hex.
 */
export function eventJson(event: ProbeEvent, clock: Clock, extras?: EventExtras): string {
  return `${openEventJson(event, clock, extras)}}`;
}

/** The same without the brace at its end, so that more can follow. */
export function openEventJson(event: ProbeEvent, clock: Clock, extras?: EventExtras): string {
  const kind = eventKind(event.kindNumber)!;
  return `${headJson(event, clock)}${kind.json(event)}${extras ? extrasJson(extras) : ''}`;
}

/** Writes what openEventJson has of a message, and the bytes of a block in pieces. */
export function writeMessageJson(
  event: MessageEvent,
  clock: Clock,
  extras: EventExtras,
  json: JsonBytes,
): void {
  const { payload } = event;
  json.ascii(headJson(event, clock) + messageJson(event));
  json.hex(payload, 0, payload.length);
  json.ascii(`"${extrasJson(extras)}`);
}

function headJson(event: ProbeEvent, clock: Clock): string {
  const time = BigInt(event.timeNs) + clock.wallNs - clock.monotonicNs;
  const { pid, sequence, lostRingFull: lost } = event;
  const name = tracepointName(eventKind(event.kindNumber)!);
  const before = lost > 0 ? `,"lost_before":${lost}` : '';
  return `{"time":"${time}","tracepoint":"${name}","pid":${pid},"sequence":${sequence}${before}`;
}

function extrasJson({ row, summary, error, notes = [] }: EventExtras): string {
  let text = '';
  if (row !== undefined) text += `,"row":${row}`;
  if (summary !== undefined) text += `,"summary":${quoted(summary)}`;
  if (error) {
    const { offset, reason, cut } = error;
    text += `,"error":{"offset":${offset},"reason":${quoted(reason)}${cut ? ',"cut":true' : ''}}`;
  }
  if (notes.length > 0) text += `,"notes":[${notes.map(quoted).join(',')}]`;
  return text;
}
