import { complete } from '../../capture/query/complete';
import { vocabularyOf } from '../../capture/query/vocabulary';
import type { FilterCompletion } from '../../shared/webview/ladderProtocol';
import type { RowsDependencies } from './rowsDependencies';

/** What may be written at the cursor of a filter, with what the shown peers have. */
export function filterCompletions(
  { recording, lifelines }: RowsDependencies,
  text: string,
  cursor: number,
): FilterCompletion[] {
  const known = vocabularyOf(recording.peers, (identity) => lifelines.shows(identity));
  return complete(text, cursor, known);
}
