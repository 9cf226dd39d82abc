import type { ChosenColumns } from './columns';
import type { Lanes } from './lanes';

/** Where everything of a row is. */
export interface GridLayout {
  chosen: ChosenColumns;
  /** undefined in a table, which has no lifelines. */
  lanes: Lanes | undefined;
  /** Characters of a summary that have room. */
  summary: number;
  /** Pixels that the lanes are scrolled by. */
  scrolled: number;
}
