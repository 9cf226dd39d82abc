import { pairsOfCapture, type Pairs } from '../../capture/query/pairs';
import type { Disposable } from '../../shared/disposable';
import type { LadderSource } from '../../shared/webview/ladderProtocol';
import type { Recording } from '../captures/recording';
import type { NameOf } from '../host/peerNames';
import { Lifelines } from './lifelines';
import { LadderScope } from './ladderScope';
import { Summaries } from '../../capture/query/summaries';

/** What the rows of a ladder depend on; it stays while queries change. */
export interface RowsDependencies {
  recording: Recording;
  lifelines: Lifelines;
  pairs: Pairs;
  /** Has the pairs looked for. */
  watching: Disposable;
  summaries: Summaries;
  scope: LadderScope;
}

export function rowsDependencies(
  recording: Recording,
  peers: LadderSource['peers'],
  nameOf: NameOf = () => undefined,
): RowsDependencies {
  const { capture } = recording;
  const pairs = pairsOfCapture(capture, () => recording.live);
  const lifelines = new Lifelines(recording, peers, nameOf);
  return {
    recording,
    lifelines,
    scope: new LadderScope(recording, lifelines),
    pairs,
    watching: pairs.watch(),
    summaries: new Summaries(capture),
  };
}
