import type { HostToLadder } from '../../shared/webview/ladderProtocol';
import type { Recording } from '../captures/recording';
import type { LadderSession } from './ladderSession';

/** A ladder on screen, as commands see it. */
export interface OpenLadder {
  recording: Recording;
  session: LadderSession;
  selection: Selection;
  post(message: HostToLadder): void;
}

export interface Selection {
  /** Row of the capture that the keyboard is on. */
  row: number | undefined;
  /** Positions [from, to) of the view. */
  from: number;
  to: number;
}
