import { setImmediate } from 'node:timers/promises';
import type { Capture } from '../../capture/capture';
import { unixMs } from '../../capture/export/wallTime';
import { OTHER_PROCESSES } from '../../capture/index/peerTable';
import { AnswerTimes } from '../../capture/model/answerTimes';
import { AnswerWatch } from '../../capture/model/answerWatch';
import { ListedPeers, type ListedPeer } from '../../capture/model/listedPeers';
import { LiveClock } from '../../capture/model/liveClock';
import { lossTotals } from '../../capture/model/lossTotals';
import { nodeTitle } from '../../capture/model/nodeTitle';
import type { CellContext } from '../../capture/model/peerCells';
import { countPeers, type PeerCounts } from '../../capture/model/peerCounts';
import type { PeersModel } from '../../capture/model/peersModel';
import { totalRate } from '../../capture/model/totalRate';
import { TrafficHistory } from '../../capture/model/trafficHistory';
import { typeTotals } from '../../capture/model/typeTotals';
import { Findings } from '../../capture/query/findings';
import { pairsOfCapture, type Pairs } from '../../capture/query/pairs';
import type { TypeTotal } from '../../shared/typeTotal';
import type { MonitorTable } from '../../shared/webview/monitorProtocol';

/** Rows that are looked at before anything else may happen. */
const STEP = 20_000;

/** What the screen shows at a moment. */
export interface Picture extends PeerCounts {
  title: string;
  nodes: number;
  /** A second. */
  rate: { messages: number; bytes: number };
  total: number;
  lost: number;
  rows: readonly ListedPeer[];
  totals: TypeTotal[];
  /** Messages come too fast for latencies, unanswered requests and findings to be counted now. */
  answersWait: boolean;
  /** There is more that has still to be looked at. */
  working: boolean;
  /** Messages of a row in equal stretches of time. */
  sparkOf: (row: ListedPeer) => number[];
}

/** What there is to monitor of a capture, live or recorded. */
export class MonitorModel {
  private readonly history: TrafficHistory;
  private readonly pairs: Pairs;
  private readonly findings: Findings;
  private readonly watch: AnswerWatch;
  private readonly answers: AnswerTimes;
  private readonly list: ListedPeers;
  private readonly clock = new LiveClock();
  private nowNs = 0;

  constructor(
    readonly capture: Capture,
    private readonly peers: PeersModel,
    private readonly isLive: boolean,
  ) {
    this.history = new TrafficHistory(capture.index, isLive);
    this.pairs = pairsOfCapture(capture, () => isLive);
    this.findings = new Findings(capture, () => isLive, 0);
    this.watch = new AnswerWatch(this.pairs, this.findings);
    this.answers = new AnswerTimes(capture.index, this.pairs);
    this.list = new ListedPeers(peers, ({ identity }) => ({
      rate: this.history.rateOf(identity, this.nowNs),
      unanswered: this.answers.unansweredOf(identity),
      found: this.findings.ofPeer(identity),
    }));
  }

  /** Looks at rows that came, step by step, so that other work goes on. @param most Milliseconds. */
  async catchUp(most: number): Promise<void> {
    const until = performance.now() + most;
    while (this.step() && performance.now() < until) await setImmediate();
  }

  picture(table: MonitorTable): Picture {
    const { capture, peers, history, isLive } = this;
    this.nowNs = isLive ? this.clock.now(history.endNs, performance.now()) : history.endNs;
    const { nowNs } = this;
    this.list.update(table, false, this.context());
    const rate = totalRate(history, isLive, nowNs);
    this.watch.want(isLive ? rate.messages : 0);
    return {
      title: this.title,
      nodes: peers.nodes.size,
      ...countPeers(peers.peers),
      rate,
      total: peers.traffic.messages,
      lost: lossTotals({ capture, peers }).reduce((sum, { count }) => sum + count, 0),
      rows: this.list.all,
      totals: typeTotals(this.peers, this.answers.all),
      answersWait: this.watch.waits,
      working: history.known < capture.index.length || (!isLive && this.isScanning),
      sparkOf: ({ facts }) => history.sparkOf(facts.peer.identity, nowNs),
    };
  }

  /** Unix milliseconds. */
  unixMs(timeNs: number): number {
    return unixMs(this.capture.hello ?? { wallNs: 0n, monotonicNs: 0n }, timeNs);
  }

  /** What is looked for in the capture is not known of all of it. */
  private get isScanning(): boolean {
    const { length } = this.capture.index;
    return this.pairs.known < length || this.findings.known < length;
  }

  private get title(): string {
    const [pid, ...others] = this.peers.nodes.keys();
    if (pid === undefined) return '';
    const title = this.nodeTitle(pid);
    const all = others.length === 0 ? title : `${title} and ${others.length} more`;
    return this.capture.hello?.redacted ? `${all}, redacted` : all;
  }

  private nodeTitle(pid: number): string {
    if (pid === OTHER_PROCESSES) return 'other processes';
    return nodeTitle(this.capture.nodes.of(pid), this.capture.hello?.binary);
  }

  private context(): CellContext {
    return {
      nowNs: this.nowNs,
      unixMs: (timeNs) => this.unixMs(timeNs),
      nameOf: () => undefined,
      nodeTitle: (pid) => this.nodeTitle(pid),
    };
  }

  /** @returns Whether there is more. */
  private step(): boolean {
    const more = this.history.update(STEP);
    return this.answers.update(this.isLive, STEP) || more;
  }
}
