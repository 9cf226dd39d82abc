import { AnswerWatch } from '../../capture/model/answerWatch';
import type { Findings } from '../../capture/query/findings';
import type { Disposable } from '../../shared/disposable';
import { findingsOf } from '../captures/findingsOf';
import type { Recording } from '../captures/recording';

/** Has the findings of a recording looked for, but not while messages of a trace come too fast for it. */
export class FindingsWatch implements Disposable {
  private readonly findings: Findings;
  private readonly watch: AnswerWatch;
  private last = { messages: 0, ms: performance.now() };

  constructor(private readonly recording: Recording) {
    this.findings = findingsOf(recording);
    this.watch = new AnswerWatch(this.findings);
    this.last.messages = recording.peers.traffic.messages;
    // How fast messages of a trace come is known at the first look.
    if (!recording.tracing) this.watch.want(0);
  }

  /** Some of what is there was not looked at yet. */
  get isBehind(): boolean {
    return this.findings.known < this.recording.capture.index.length;
  }

  /** How fast messages come since it was asked last. */
  look(): void {
    const { recording, last } = this;
    const { messages } = recording.peers.traffic;
    const ms = performance.now();
    const rate = ((messages - last.messages) / Math.max(1, ms - last.ms)) * 1000;
    this.last = { messages, ms };
    this.watch.want(recording.tracing ? rate : 0);
  }

  dispose(): void {
    this.watch.dispose();
  }
}
