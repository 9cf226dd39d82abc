import type { DecodedMessage } from '../../bitcoin/decodeMessage';
import { quoted } from '../../shared/text/quoted';
import { asciiOf, type JsonBytes, QUOTE } from '../../shared/text/jsonBytes';
import { writeMessageHead } from '../../shared/events/messages';
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
  const head = asciiOf((json) => writeHead(event, clock, json));
  return `${head}${kind.json(event)}${extras ? extrasJson(extras) : ''}`;
}

/** Writes what openEventJson has of a message, and the bytes of a block in pieces. */
export function writeMessageJson(
  event: MessageEvent,
  clock: Clock,
  extras: EventExtras,
  json: JsonBytes,
): void {
  const { payload } = event;
  writeHead(event, clock, json);
  writeMessageHead(event, json);
  json.hex(payload, 0, payload.length);
  json.code(QUOTE);
  json.ascii(extrasJson(extras));
}

function writeHead(event: ProbeEvent, clock: Clock, json: JsonBytes): void {
  json.ascii('{"time":"');
  writeTime(event.timeNs, clock, json);
  json.ascii('","tracepoint":"');
  json.ascii(tracepointName(eventKind(event.kindNumber)!));
  json.ascii('","pid":');
  json.number(event.pid);
  json.ascii(',"sequence":');
  json.number(event.sequence);
  if (event.lostRingFull === 0) return;
  json.ascii(',"lost_before":');
  json.number(event.lostRingFull);
}

const SECOND = 1e9;

/** What is added to the time of an event: whole seconds and nanoseconds. */
interface Offset {
  clock: Clock;
  exact: bigint;
  seconds: number;
  nanoseconds: number;
}

let offset: Offset | undefined;

/** Unix nanoseconds. A bigint is only made where a number is not exact. */
function writeTime(timeNs: number, clock: Clock, json: JsonBytes): void {
  if (offset?.clock !== clock) offset = offsetOf(clock);
  const { exact, seconds, nanoseconds } = offset;
  const whole = Math.floor(timeNs / SECOND);
  const rest = timeNs - whole * SECOND + nanoseconds;
  const carried = rest >= SECOND ? 1 : 0;
  const total = seconds + whole + carried;
  if (exact < 0n || !Number.isSafeInteger(timeNs) || total === 0) {
    json.ascii(String(BigInt(timeNs) + exact));
    return;
  }
  json.number(total);
  json.digits(rest - carried * SECOND, 9);
}

function offsetOf(clock: Clock): Offset {
  const exact = clock.wallNs - clock.monotonicNs;
  const second = BigInt(SECOND);
  return {
    clock,
    exact,
    seconds: Number(exact / second),
    nanoseconds: Number(exact % second),
  };
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
