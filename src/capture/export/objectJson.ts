import type { ProbeEvent } from '../../shared/events/event';
import { summaryOf } from '../query/readEvent';
import { decodedJson, type Decoding } from './decodedJson';
import { eventJson, type Clock, type EventExtras } from './eventJson';
import type { RowFacts } from './exporter';

interface Exported {
  event: ProbeEvent;
  clock: Clock;
  decoding: Decoding | undefined;
  facts: RowFacts | undefined;
  /** Follows the object in its last piece. */
  tail: string;
}

/** The object of an event as the JSON formats have it, in pieces. */
export function objectJson({ event, clock, decoding, facts, tail }: Exported): Iterable<string> {
  const extras = facts && extrasOf(event, facts);
  if (decoding && event.kind === 'message')
    return decodedJson(event, clock, decoding, extras, tail);
  return [eventJson(event, clock, extras), tail];
}

/** What a program cannot know that sees some rows of a capture. */
function extrasOf(event: ProbeEvent, { row }: RowFacts): EventExtras {
  return { row, summary: summaryOf(event) };
}
