import * as vscode from 'vscode';
import { DisposableList, type Disposable } from '../../shared/disposable';
import { OUTPUT_CHANNEL } from '../host/ids';
import { LogBudget } from './logBudget';
import { LogLines } from './logLines';
import type { Recording } from '../captures/recording';
import type { Stage } from '../captures/stage';
import { Throttle } from '../host/throttle';

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
      () => this.write(this.log?.take() ?? []),
    ),
  );
  private readonly budget = new LogBudget();
  private log: LogLines | undefined;
  /** The trace whose lines are written. */
  private told: Recording | undefined;

  constructor(stage: Stage) {
    this.disposables.add(stage.onDidChange(() => this.follow(stage)));
    this.disposables.add({ dispose: () => this.log?.dispose() });
  }

  show(): void {
    this.channel.show();
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private follow({ trace }: Stage): void {
    const told = trace?.live ? trace : undefined;
    if (told === this.told) return;
    this.told = told;
    if (this.log) this.write(this.log.end());
    this.log?.dispose();
    this.log = told && new LogLines(told, () => this.flush.trigger());
  }

  private write(lines: readonly string[]): void {
    const text = this.budget.take(lines);
    if (text !== '') this.channel.append(text);
  }
}
