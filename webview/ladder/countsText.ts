import type { LadderHeader, ViewCounts } from '../../src/shared/webview/ladderProtocol';
import { formatCount, plural } from '../../src/shared/text/quantity';

/** `2 nodes, 125 peers`: whose messages a ladder shows. */
export function countsText({ nodes, peers }: Pick<LadderHeader, 'nodes' | 'peers'>): string {
  const counts = [
    ...(nodes.length > 1 ? [plural(nodes.length, 'node')] : []),
    ...(peers > 0 ? [plural(peers, 'peer')] : []),
  ];
  return counts.join(', ');
}

/** `22 of 1,234`, or `1,234` where all are shown: messages. */
export function shownText({ shown, of }: ViewCounts): string {
  return shown === of ? formatCount(of) : `${formatCount(shown)} of ${formatCount(of)}`;
}

/** ` · 43 % searched`; empty once everything was looked at. @param scanned A share, 0 to 1. */
export function searchedText(scanned: number): string {
  return scanned < 0.999 ? ` · ${Math.floor(scanned * 100)} % searched` : '';
}

/**
 * `2 of 22`, or `22 found` where the user is on none of them. Where the filter hides all others, the number of messages
 * stands beside it: what is the same is not said twice, and what differs says what it counts, `2 of 25 rows`.
 * @param nth Which of the rows that the filter finds the user is on, from 1; 0 for none.
 * @param shown Messages among these rows; undefined where the filter only marks them.
 */
export function placeText(nth: number, matches: number, shown?: number): string {
  const found =
    shown === undefined || shown === matches ? formatCount(matches) : plural(matches, 'row');
  if (nth > 0) return `${formatCount(nth)} of ${found}`;
  if (shown === undefined) return `${found} found`;
  return shown === matches ? '' : found;
}

const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 0 });

/** `↓ 12K new`, which has room beside the rows: how many came since the user was at the end. */
export function newText(rows: number): string {
  return `↓ ${compact.format(rows)} new`;
}
