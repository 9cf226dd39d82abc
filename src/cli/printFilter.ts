import { CHUNK_BITS, CHUNK_MASK } from '../capture/index/columns';
import { networksOf } from '../capture/model/peerNetwork';
import type { PeersModel } from '../capture/model/peersModel';
import { hintsOf } from '../capture/query/hints';
import { pairsOfCapture } from '../capture/query/pairs';
import { parseQuery } from '../capture/query/parseQuery';
import { QueryError } from '../capture/query/queryError';
import { QueryPredicate } from '../capture/query/queryPredicate';
import { Verdict, type Answers } from '../capture/query/rowPredicate';
import type { Query } from '../capture/query/term';
import { vocabularyOf } from '../capture/query/vocabulary';
import type { OpenedSource } from '../capture/sources/sourceKind';
import { filterInvalid } from '../shared/errors/viewErrors';
import { answersUnknown } from '../shared/errors/captureErrors';
import { eventKind, type ProbeEvent } from '../shared/events/eventKinds';
import { say } from './output';

const NO_BYTES = Buffer.alloc(0);
const NO_ANSWERS: Answers = { latencyNs: () => undefined, unanswered: () => false };

/** Whether an event is printed. @param row Of the capture, of this event. */
export type Takes = (row: number, event: ProbeEvent) => boolean;

/** @throws UserError for a filter that makes no sense. */
export function parseFilter(filter: string): Query {
  try {
    return parseQuery(filter);
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    const { message, from, to, instead } = error;
    throw filterInvalid(filter.slice(from, to), message, instead);
  }
}

/**
 * Makes a filter ready for what was opened, and says what of it finds nothing.
 * @throws UserError where it asks for answers to messages that come one by one
 */
export async function printFilter(
  filter: string,
  place: string,
  { contents: { index }, capture }: OpenedSource,
  peers: PeersModel,
): Promise<Takes> {
  const query = parseFilter(filter);
  for (const { text, instead } of hintsOf(filter, vocabularyOf(peers)))
    say(`${text}.${instead === undefined ? '' : ` Did you mean “${instead}”?`}`);
  const pairs = capture && pairsOfCapture(capture, () => false);
  pairs?.watch();
  const predicate = new QueryPredicate(query, index, pairs ?? NO_ANSWERS, networksOf(peers));
  if (predicate.needsAnswers && !pairs) throw answersUnknown(place);
  if (predicate.needsAnswers) await pairs?.until(index.length);
  return (row, event) => {
    const chunk = index.chunks[row >>> CHUNK_BITS]!;
    if (!predicate.peer(index.peer(row))) return false;
    const said = predicate.columns(chunk, row & CHUNK_MASK, row);
    if (said !== Verdict.Read) return said === Verdict.Yes;
    const kind = eventKind(event.kindNumber)!;
    const { messageType, payload, size, note } =
      event.kind === 'message'
        ? { ...event, note: undefined }
        : { messageType: '', payload: NO_BYTES, size: 0, note: event };
    const read = { row, kind, messageType, payload, size, note };
    return predicate.event(read, chunk, row & CHUNK_MASK);
  };
}
