import { setImmediate } from 'node:timers/promises';
import { CHUNK_BITS, CHUNK_MASK } from '../../capture/index/columns';
import { networksOf } from '../../capture/model/peerNetwork';
import type { PeersModel } from '../../capture/model/peersModel';
import type { Capture } from '../../capture/capture';
import { Findings } from '../../capture/query/findings';
import { hintsOf } from '../../capture/query/hints';
import { pairsOfCapture } from '../../capture/query/pairs';
import { parseQuery } from '../../capture/query/parseQuery';
import { QueryError } from '../../capture/query/queryError';
import { QueryPredicate } from '../../capture/query/queryPredicate';
import { Verdict, type Answers } from '../../capture/query/rowPredicate';
import { conditionsOf, type Query } from '../../capture/query/term';
import { vocabularyOf } from '../../capture/query/vocabulary';
import type { OpenedSource } from '../../capture/sources/sourceKind';
import { filterInvalid } from '../../shared/errors/viewErrors';
import { decodeEvent } from '../../shared/events/event';
import { eventKind, type ProbeEvent } from '../../shared/events/eventKinds';
import { say } from '../output';

const NO_BYTES = Buffer.alloc(0);
const NO_ANSWERS: Answers = { latencyNs: () => undefined, unanswered: () => false };

/** Whether an event is wanted. @param row Of the source, of this event. @param frame Whole. */
export type Takes = (row: number, frame: Buffer) => boolean;

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

/** The filter asks for answers or findings, which are known only where any event can be looked at. */
export function asksForAnswers(filter: string): boolean {
  return [...conditionsOf(parseFilter(filter))].some(
    (condition) =>
      condition.kind === 'latency' ||
      condition.kind === 'finding' ||
      (condition.kind === 'flag' && condition.flag === 'unanswered'),
  );
}

function asksForFindings(query: Query): boolean {
  return [...conditionsOf(query)].some(({ kind }) => kind === 'finding');
}

async function findingsOf(capture: Capture): Promise<Findings> {
  const findings = new Findings(capture, () => false);
  await findings.until(capture.index.length);
  return findings;
}

/** Makes a filter ready for what was opened, and says what of it finds nothing. */
export async function filterRows(
  filter: string,
  { contents: { index }, capture }: Pick<OpenedSource, 'contents' | 'capture'>,
  peers: PeersModel,
): Promise<Takes> {
  const query = parseFilter(filter);
  // What comes one by one may still have what is named.
  const hints = capture ? hintsOf(filter, vocabularyOf(peers)) : [];
  for (const { text, instead } of hints)
    say(`${text}.${instead === undefined ? '' : ` Did you mean “${instead}”?`}`);
  const pairs = capture && pairsOfCapture(capture, () => false);
  const findings = capture && asksForFindings(query) ? await findingsOf(capture) : undefined;
  const answers = pairs ?? NO_ANSWERS;
  const predicate = new QueryPredicate(query, index, answers, networksOf(peers), findings);
  if (predicate.needsAnswers) pairs?.watch();
  while (predicate.needsAnswers && pairs && pairs.known < index.length) await setImmediate();
  return (row, frame) => {
    const chunk = index.chunks[row >>> CHUNK_BITS]!;
    if (!predicate.peer(index.peer(row))) return false;
    const said = predicate.columns(chunk, row & CHUNK_MASK, row);
    if (said !== Verdict.Read) return said === Verdict.Yes;
    const event = decodeEvent(frame) as ProbeEvent;
    const kind = eventKind(event.kindNumber)!;
    const { messageType, payload, size, note } =
      event.kind === 'message'
        ? { ...event, note: undefined }
        : { messageType: '', payload: NO_BYTES, size: 0, note: event };
    const read = { row, kind, messageType, payload, size, note };
    return predicate.event(read, chunk, row & CHUNK_MASK);
  };
}
