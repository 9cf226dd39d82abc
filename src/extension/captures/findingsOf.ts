import { Findings } from '../../capture/query/findings';
import type { Recording } from './recording';

const ofRecordings = new WeakMap<Recording, Findings>();

/** The findings of a recording, for all who look at them and `watch` them; they live as long as it does. */
export function findingsOf(recording: Recording): Findings {
  let findings = ofRecordings.get(recording);
  if (!findings) {
    const made = (findings = new Findings(recording.capture, () => recording.live, 0));
    recording.onDidFilter(() => made.gap());
    ofRecordings.set(recording, findings);
  }
  return findings;
}
