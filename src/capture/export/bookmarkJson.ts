import type { TraceEvent } from '../../shared/events/event';
import { quoted } from '../../shared/text/quoted';
import type { Clock } from './eventJson';

/** What the user noted on an event, as a frame of a capture says it. */
export type BookmarkEvent = Extract<TraceEvent, { kind: 'bookmark' }>;

/**
 * A JSON object for a bookmark, as docs/event.schema.json describes it: `time` is the event's. It stands where
 * it was written, which is after the event; an empty text takes an earlier bookmark of the same row away.
 */
export function bookmarkJson({ row, eventNs, text }: BookmarkEvent, clock: Clock): string {
  const time = BigInt(eventNs) + clock.wallNs - clock.monotonicNs;
  return `{"time":"${time}","bookmark":${quoted(text)},"row":${row}}`;
}
