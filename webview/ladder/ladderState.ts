import type { LadderQuery, LadderSource, TimeMode } from '../../src/shared/ladderProtocol';
import type { ColumnSetup } from './columns';

/** What a ladder keeps over hiding and over a reload of the window. */
export interface LadderState {
  source: LadderSource;
  query: LadderQuery;
  timeMode: TimeMode;
  /** Unix microseconds of the row that time counts from. */
  zeroUs: number | undefined;
  follow: boolean;
  /** Row of the capture that the keyboard is on; -1 for none. */
  activeRow: number;
  /** Row of the capture at the top; -1 for none. */
  topRow: number;
  /** Missing in what an earlier version kept. */
  columns?: ColumnSetup;
}
