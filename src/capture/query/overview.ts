import type { EventIndex } from '../index/eventIndex';
import type { OverviewBucket } from '../../shared/webview/ladderProtocol';

const MOST_BUCKETS = 500;

/**
 * The whole capture in stretches of the same time. It looks at the ends of each only: what is between
 * two rows is known by their numbers.
 * @param positionOf Position in the view of a row of the index, or of the next after it.
 */
export function overviewOf(
  index: EventIndex,
  count: number,
  positionOf: (row: number) => number,
): OverviewBucket[] {
  const { firstRow, length } = index;
  if (firstRow === length) return [];
  const start = index.timeNs(firstRow);
  const span = Math.max(1, index.timeNs(length - 1) - start);
  const buckets = Math.max(1, Math.min(Math.floor(count), MOST_BUCKETS));
  let row = firstRow;
  return Array.from({ length: buckets }, (_, i) => {
    const first = row;
    row = i === buckets - 1 ? length : rowAtTime(index, start + (span * (i + 1)) / buckets, row);
    const lost = index.losses.between(first - 1, row - 1).reduce((sum, gap) => sum + gap.count, 0);
    return { events: row - first, lost, position: positionOf(first) };
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
