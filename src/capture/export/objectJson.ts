import { type JsonBytes, piecesOf } from '../../shared/text/jsonBytes';
import type { ProbeEvent } from '../../shared/events/event';
import { summaryOf } from '../query/readEvent';
import { writeDecodedJson, type Decoding } from './decodedJson';
import { eventJson, type Clock, type EventExtras } from './eventJson';
import type { RowFacts } from './exporter';

interface Exported {
  event: ProbeEvent;
  clock: Clock;
  decoding: Decoding | undefined;
  facts: Pick<RowFacts, 'row'> | undefined;
}

/** The object of an event as the JSON formats have it, in pieces. @param tail Follows it in the last piece. */
export function objectJson(exported: Exported, tail: string): Iterable<string> {
  const { event, clock, decoding, facts } = exported;
  if (!decoding) return [eventJson(event, clock, facts && extrasOf(event, facts)), tail];
  return piecesOf((json) => {
    writeObjectJson(exported, json);
    json.ascii(tail);
  });
}

/** Writes the object of an event. */
export function writeObjectJson(
  { event, clock, decoding, facts }: Exported,
  json: JsonBytes,
): void {
  const extras = facts && extrasOf(event, facts);
  if (decoding && event.kind === 'message') writeDecodedJson(event, clock, decoding, extras, json);
  else json.ascii(eventJson(event, clock, extras));
}

/** What a program cannot know that sees some rows of a capture. */
function extrasOf(event: ProbeEvent, { row }: Pick<RowFacts, 'row'>): EventExtras {
  return { row, summary: summaryOf(event) };
}
