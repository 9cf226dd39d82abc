import type { LadderQuery, LadderSource, TimeMode } from '../../src/shared/ladderProtocol';

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
}
