import * as vscode from 'vscode';
import type { Append } from '../capture/capture';
import { isMessage } from '../capture/eventIndex';
import { lossLine, rowLogLine } from '../capture/trafficLine';
import { DisposableList, type Disposable } from '../shared/disposable';
import { OUTPUT_CHANNEL } from './ids';
import { LineBudget } from './lineBudget';
import type { Stage } from './stage';
import { Throttle } from './throttle';

/** More than anybody can read, less than an output channel can take. */
const LINES_PER_SECOND = 300;
const FLUSH_MS = 250;

/** The output channel: the live trace in the lines of Core's log_p2p_traffic.bt. */
export class TrafficLog implements Disposable {
  private readonly disposables = new DisposableList();
  private readonly channel = this.disposables.add(
    vscode.window.createOutputChannel(OUTPUT_CHANNEL),
  );
  private readonly flush = this.disposables.add(
    new Throttle(
      () => FLUSH_MS,
      () => this.write(),
    ),
  );
  private readonly budget = new LineBudget(LINES_PER_SECOND);
  private lines: string[] = [];
  /** Events that were lost since the last line. */
  private lost = 0;
  private subscription: Disposable | undefined;

  constructor(stage: Stage) {
    this.disposables.add(stage.onDidChange(() => this.follow(stage)));
    this.disposables.add({ dispose: () => this.subscription?.dispose() });
  }

  show(): void {
    this.channel.show();
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private follow(stage: Stage): void {
    this.subscription?.dispose();
    this.subscription = stage.recording?.live
      ? stage.recording.capture.onAppend((append) => this.add(append))
      : undefined;
  }

  private add({ index, from, to }: Append): void {
    const now = performance.now();
    this.reportLeftOut(now);
    for (let row = from; row < to; row++) {
      this.lost += index.lostBefore(row);
      if (!isMessage(index.kind(row)) || !this.budget.take(now)) continue;
      if (this.lost > 0) this.lines.push(lossLine(this.lost));
      this.lost = 0;
      this.lines.push(rowLogLine(index, row)!);
    }
    this.flush.trigger();
  }

  private reportLeftOut(nowMs: number): void {
    const leftOut = this.budget.report(nowMs);
    if (leftOut !== undefined) this.lines.push(leftOut);
  }

  private write(): void {
    this.reportLeftOut(performance.now());
    if (this.budget.pending) this.flush.trigger();
    if (this.lines.length === 0) return;
    this.channel.append(`${this.lines.join('\n')}\n`);
    this.lines = [];
  }
}
