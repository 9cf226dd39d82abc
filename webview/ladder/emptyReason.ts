import { FAMILIES } from '../../src/shared/families';
import type {
  FilterProblem,
  LadderQuery,
  ViewCounts,
} from '../../src/shared/webview/ladderProtocol';

/** What brings rows back. */
export type EmptyRemedy = 'filter' | 'hidden' | 'muted' | 'cleared' | 'stretch' | 'setup';

export interface EmptyFacts {
  query: LadderQuery;
  /** A trace is running: something may come. */
  live: boolean;
  /** The share of the capture that was looked at, 0 to 1. */
  scanned: number;
  /** Messages that the ladder could show. */
  of: number;
  /** What of the filter can find nothing. */
  hints?: readonly Pick<FilterProblem, 'text'>[];
}

export interface Reason {
  text: string;
  remedies: EmptyRemedy[];
}

/** Why a ladder has no row, in whole sentences, and what helps: the likeliest first. */
export function emptyReason({ query, live, scanned, of, hints = [] }: EmptyFacts): Reason {
  const { filter, find, hidden, muted, from, until } = query;
  const isStretch = until !== undefined;
  const isCleared = from > 0 && !isStretch;
  const filters = filter.trim() !== '' && !find;
  const remedies: EmptyRemedy[] = [
    ...(filters ? (['filter'] as const) : []),
    ...(hidden.length > 0 ? (['hidden'] as const) : []),
    ...(muted.length > 0 ? (['muted'] as const) : []),
    ...(isCleared ? (['cleared'] as const) : []),
    ...(isStretch ? (['stretch'] as const) : []),
  ];
  if (filters && scanned < 1)
    return {
      text: `Searching: ${Math.floor(scanned * 100)} % so far, and no match yet.`,
      remedies,
    };
  if (of === 0 && remedies.length === 0) return nothingYet(live);
  const why = [
    ...(filters ? [`No message matches the filter “${filter.trim()}”.`] : []),
    // The box says it too, but only while it has the focus.
    ...(filters ? hints.map(({ text }) => `${text}.`) : []),
    ...(hidden.length > 0 ? [hiddenText(hidden.length)] : []),
    ...(muted.length > 0 ? ['Peers are muted.'] : []),
    ...(isStretch ? ['Only the stretch of time that was chosen is shown.'] : []),
    ...(isCleared ? ['The rows up to the moment of “Clear” are hidden.'] : []),
  ];
  return { text: why.length === 0 ? 'There are no rows.' : why.join(' '), remedies };
}

/**
 * Why there is no message among the rows, where hidden types are the reason: what happened to connections has no
 * type, and its rows stay. @returns undefined where there are messages, or the filter may be the reason.
 */
export function noMessageReason(
  { query: { filter, find, hidden }, scanned }: EmptyFacts,
  { shown, of }: Pick<ViewCounts, 'shown' | 'of'>,
): Reason | undefined {
  const filters = filter.trim() !== '' && !find;
  if (shown > 0 || of === 0 || hidden.length === 0 || filters || scanned < 1) return undefined;
  const text = `${hiddenText(hidden.length)} What happened to connections is shown.`;
  return { text, remedies: ['hidden'] };
}

function nothingYet(live: boolean): Reason {
  return live
    ? {
        text: 'Nothing yet: messages appear here as soon as the node sends or receives one.',
        remedies: ['setup'],
      }
    : { text: 'The capture has no message of these peers.', remedies: [] };
}

function hiddenText(hidden: number): string {
  return hidden === FAMILIES.length
    ? 'All types are hidden.'
    : `${hidden} of ${FAMILIES.length} groups of types are hidden.`;
}
