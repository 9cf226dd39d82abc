import { summarize } from '../../bitcoin/summarize';
import type { DecodedEvent, EventKind } from '../../shared/events/eventKind';
import { eventKind, type ProbeEvent } from '../../shared/events/eventKinds';
import { visible } from '../../shared/text/visible';

/** An event whose bytes were read. */
export interface ReadEvent {
  row: number;
  kind: EventKind;
  /** '' for events that are not messages. */
  messageType: string;
  /** What was captured; a view. */
  payload: Buffer;
  /** Bytes of the payload as the node has it. */
  size: number;
  /** The event, unless it is a message. */
  note: DecodedEvent | undefined;
}

/** One line about it: what a word of a filter is looked for in. */
export function eventSummary({ messageType, payload, size, kind, note }: ReadEvent): string {
  return note ? noteLine(kind, note) : summarize(messageType, payload, size);
}

/** The same of an event that was read whole. */
export function summaryOf(event: ProbeEvent): string {
  if (event.kind !== 'message') return noteLine(eventKind(event.kindNumber)!, event);
  return summarize(event.messageType, event.payload, event.size);
}

/** The same where there is room: `rejected: dust (4e3a…)`, with the transaction or block in full. */
function noteLine(kind: EventKind, note: DecodedEvent): string {
  const subject = kind.wording?.subject?.(note);
  return subject === undefined ? noteText(kind, note) : `${noteText(kind, note)} (${subject})`;
}

/**
 * What is shown of an event that is not a message: `connected (manual)`, `misbehaving: REASON`.
 * @param note undefined where its bytes are gone: then it says what happened and no more.
 */
export function noteText({ wording }: EventKind, note: DecodedEvent | undefined): string {
  return visible((note && wording?.text(note)) ?? wording?.what ?? '');
}
