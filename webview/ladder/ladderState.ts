import type { LadderSource, TimeFormat } from '../../src/shared/ladderProtocol';

/** What a ladder keeps over hiding and over a reload of the window. */
export interface LadderState {
  source: LadderSource;
  messageType: string | undefined;
  timeFormat: TimeFormat;
  follow: boolean;
  /** Row of the view that the keyboard is on; -1 for none. */
  active: number;
  /** Pixels of the whole list above the view. */
  offset: number;
}
