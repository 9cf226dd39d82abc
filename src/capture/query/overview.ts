import type { EventIndex } from '../index/eventIndex';
import type { OverviewBucket } from '../../shared/webview/ladderProtocol';

const MOST_BUCKETS = 500;

/** What an overview asks of a view; ranges are rows of the index, [from, to). */
export interface OverviewView {
  /** The rows at its ends; undefined for an empty view. */
  first: number | undefined;
  last: number | undefined;
  /** How many of these rows it shows. */
  shown(from: number, to: number): number;
  /** How many the filter finds, where it hides no others. */
  matches(from: number, to: number): number;
  /** How many say that something is amiss. */
  findings(from: number, to: number): number;
  bookmarks(from: number, to: number): number;
  /** Position in the view of a row of the index, or of the next after it. */
  position(row: number): number;
}

/**
 * The time that a view covers, in stretches of the same length. It looks at the ends of each only: what is
 * between two rows is known by their numbers.
 */
export function overviewOf(index: EventIndex, count: number, view: OverviewView): OverviewBucket[] {
  const { first, last } = view;
  if (first === undefined || last === undefined) return [];
  const start = index.timeNs(first);
  const span = Math.max(1, index.timeNs(last) - start);
  const buckets = Math.max(1, Math.min(Math.floor(count), MOST_BUCKETS));
  let row = first;
  return Array.from({ length: buckets }, (_, i) => {
    const from = row;
    row = i === buckets - 1 ? last + 1 : rowAtTime(index, start + (span * (i + 1)) / buckets, row);
    row = Math.min(row, last + 1);
    const lost = index.losses.between(from - 1, row - 1).reduce((sum, gap) => sum + gap.count, 0);
    return {
      events: row - from,
      shown: view.shown(from, row),
      matches: view.matches(from, row),
      findings: view.findings(from, row),
      bookmarks: view.bookmarks(from, row),
      lost,
      position: view.position(from),
    };
  });
}

/** @returns The first row that is not before this time; threads may be out of order by a little. */
function rowAtTime(index: EventIndex, timeNs: number, from: number): number {
  let low = from;
  let high = index.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (index.timeNs(middle) < timeNs) low = middle + 1;
    else high = middle;
  }
  return low;
}
