import { hintsOf } from '../../capture/query/hints';
import { vocabularyOf } from '../../capture/query/vocabulary';
import type { FilterProblem } from '../../shared/webview/ladderProtocol';
import type { RowsDependencies } from './rowsDependencies';

/** What of a filter can find nothing so far among the shown peers. */
export function filterHints(
  { recording, lifelines }: RowsDependencies,
  filter: string,
): readonly FilterProblem[] {
  // Only what has a key can be doubted.
  if (!filter.includes(':')) return [];
  return hintsOf(
    filter,
    vocabularyOf(recording.peers, (identity) => lifelines.shows(identity)),
  );
}
