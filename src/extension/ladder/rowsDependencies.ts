import { causesOfCapture, type Causes } from '../../capture/query/causes';
import type { Findings } from '../../capture/query/findings';
import { pairsOfCapture, type Pairs } from '../../capture/query/pairs';
import type { Disposable } from '../../shared/disposable';
import type { LadderSource } from '../../shared/webview/ladderProtocol';
import { findingsOf } from '../captures/findingsOf';
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
  causes: Causes;
  findings: Findings;
  /** Has pairs, causes and findings looked for. */
  watching: Disposable;
  summaries: Summaries;
  scope: LadderScope;
}

/** Of all peers: to give a million rows their lanes takes a moment, and each ladder of them has the same. */
const ofAll = new WeakMap<Recording, WeakMap<NameOf, Lifelines>>();

export function rowsDependencies(
  recording: Recording,
  peers: LadderSource['peers'],
  nameOf: NameOf = () => undefined,
): RowsDependencies {
  const { capture } = recording;
  const pairs = pairsOfCapture(capture, () => recording.live);
  const causes = causesOfCapture(capture, () => recording.live);
  const findings = findingsOf(recording);
  const lifelines =
    peers === 'all' ? lifelinesOfAll(recording, nameOf) : new Lifelines(recording, peers, nameOf);
  return {
    recording,
    lifelines,
    scope: new LadderScope(recording, lifelines),
    pairs,
    causes,
    findings,
    watching: allOf(pairs.watch(), causes.watch(), findings.watch()),
    summaries: new Summaries(capture),
  };
}

function allOf(...all: Disposable[]): Disposable {
  return {
    dispose: () => {
      for (const each of all) each.dispose();
    },
  };
}

function lifelinesOfAll(recording: Recording, nameOf: NameOf): Lifelines {
  const known = ofAll.get(recording) ?? new WeakMap<NameOf, Lifelines>();
  const lifelines = known.get(nameOf) ?? new Lifelines(recording, 'all', nameOf);
  ofAll.set(recording, known.set(nameOf, lifelines));
  return lifelines;
}
