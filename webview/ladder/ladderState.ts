import type {
  Anchor,
  LadderQuery,
  LadderSource,
  TimeMode,
} from '../../src/shared/webview/ladderProtocol';
import type { ColumnSetup } from './columns';
import type { LaneOrder } from './ladderHeader';
import type { Mark } from './rowMeasure';

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
  /** What is to be where it was in the window. */
  anchor: Anchor | undefined;
  /** Missing in what an earlier version kept. */
  columns?: Partial<ColumnSetup>;
  laneOrder?: LaneOrder;
  marks?: readonly Mark[];
}
