import * as vscode from 'vscode';
import { TrafficRate } from '../../capture/model/trafficRate';
import { DisposableList, type Disposable } from '../../shared/disposable';
import { COMMANDS } from '../host/ids';
import type { Recording } from '../captures/recording';
import type { Stage } from '../captures/stage';
import { statusText, statusTooltip } from './statusText';

const PERIOD_MS = 1000;

/** Rates and losses while a trace runs. */
export class StatusBar implements Disposable {
  private readonly disposables = new DisposableList();
  private readonly item = this.disposables.add(
    vscode.window.createStatusBarItem('bitcoinP2pTrace.rate', vscode.StatusBarAlignment.Left),
  );
  private rate = new TrafficRate();
  private timer: NodeJS.Timeout | undefined;
  /** The trace whose rates are shown. */
  private shown: Recording | undefined;

  constructor(private readonly stage: Stage) {
    this.item.name = 'Bitcoin P2P Trace';
    this.item.command = COMMANDS.openMonitor;
    this.disposables.add(stage.onDidChange(() => this.follow()));
    this.disposables.add({ dispose: () => clearInterval(this.timer) });
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private follow(): void {
    const { trace } = this.stage;
    const shown = trace?.live ? trace : undefined;
    if (shown === this.shown) return;
    this.shown = shown;
    clearInterval(this.timer);
    this.timer = undefined;
    if (!shown) {
      this.item.hide();
      return;
    }
    this.rate = new TrafficRate();
    this.timer = setInterval(() => this.update(), PERIOD_MS);
    this.update();
    this.item.show();
  }

  private update(): void {
    const { shown: recording } = this;
    if (!recording) return;
    const { messages, bytes } = recording.peers.traffic;
    const { lost } = recording;
    const partial = recording.unattached.length > 0;
    const rate = this.rate.sample(performance.now(), messages, bytes);
    this.item.text = statusText(rate, lost, partial);
    this.item.tooltip = new vscode.MarkdownString(statusTooltip(recording));
    this.item.backgroundColor =
      lost > 0 || partial ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
  }
}
