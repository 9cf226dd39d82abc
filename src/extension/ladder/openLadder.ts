import type { Channel } from '../../shared/webview/channel';
import type { LadderHost, LadderPage } from '../../shared/webview/ladderProtocol';
import type { Recording } from '../captures/recording';
import type { LadderSession } from './ladderSession';

/** A ladder on screen, as commands see it. */
export interface OpenLadder {
  recording: Recording;
  session: LadderSession;
  selection: Selection;
  page: Pick<Channel<LadderHost, LadderPage>, 'request' | 'notify'>;
}

export interface Selection {
  /** Row of the capture that the keyboard is on. */
  row: number | undefined;
  /** Positions [from, to) of the view. */
  from: number;
  to: number;
}
