import { setImmediate } from 'node:timers/promises';
import { countPeers } from '../../capture/model/peerCounts';
import { totalRate } from '../../capture/model/totalRate';
import { AnswerTimes } from '../../capture/model/answerTimes';
import { AnswerWatch } from '../../capture/model/answerWatch';
import { TrafficHistory } from '../../capture/model/trafficHistory';
import { typeTotals } from '../../capture/model/typeTotals';
import type { Findings } from '../../capture/query/findings';
import { pairsOfCapture, type Pairs } from '../../capture/query/pairs';
import { DisposableList } from '../../shared/disposable';
import type { Handlers, Notify } from '../../shared/webview/channel';
import {
  FIRST_LOOK,
  type MonitorColumns,
  type MonitorHost,
  type MonitorLook,
  type MonitorPage,
  type MonitorPicture,
  type MonitorRow,
  type MonitorState,
  type MonitorSummary,
  type MonitorTarget,
  type MonitorTotal,
} from '../../shared/webview/monitorProtocol';
import { findingsOf } from '../captures/findingsOf';
import type { Recording } from '../captures/recording';
import type { NameOf } from '../host/peerNames';
import type { ViewSession } from '../views/viewPanel';
import { chartRates, goneBefore } from './chartRates';
import { LiveClock } from '../../capture/model/liveClock';
import { nodeMarks } from './nodeMarks';
import { TypeBands } from './typeBands';
import type { CellContext } from '../../capture/model/peerCells';
import { keyOf, ListedPeers, type ListedPeer } from '../../capture/model/listedPeers';

/** Rows that are looked at before anything else may happen. */
const STEP = 20_000;
/** Rows of the table that are sent at a time, at most. */
const MOST_ROWS = 300;
/** Milliseconds that a picture may wait for what is still to be looked at. */
const SLICE_MS = 120;

export interface MonitorDependencies {
  recording: Recording;
  /** What the page begins with. */
  state: MonitorState;
  nameOf: NameOf;
  notify: Notify<MonitorPage>;
  keep(state: MonitorState): void;
  open(target: MonitorTarget, recording: Recording): void | Promise<void>;
  chooseColumns(columns: MonitorColumns): void | Promise<void>;
  /** The counts of peers are told as they are now. */
  looked?(): void;
}

/**
 * The monitor's side of the channel. The page asks for a picture, twice a second at most, and gets it: while it
 * is hidden nothing is done, and a slow page asks for less.
 */
export class MonitorSession implements ViewSession<MonitorHost> {
  private readonly disposables = new DisposableList();
  private readonly history: TrafficHistory;
  private readonly pairs: Pairs;
  private readonly findings: Findings;
  /** While the page is on screen. */
  private readonly watch: AnswerWatch;
  private readonly answers: AnswerTimes;
  private readonly list: ListedPeers;
  private readonly clock = new LiveClock();
  private readonly bands = new TypeBands();
  private nowNs = 0;
  /** The page is on screen, or about to be. */
  private listening = false;
  /** A picture was sent since the page said last that it is there. */
  private early = false;
  private goingOn = false;
  private state: MonitorState;

  constructor(private readonly deps: MonitorDependencies) {
    const { recording, state } = deps;
    const { capture, peers } = recording;
    this.state = state;
    this.history = new TrafficHistory(capture.index, recording.live);
    this.pairs = pairsOfCapture(capture, () => recording.live);
    this.findings = findingsOf(recording);
    this.watch = new AnswerWatch(this.pairs, this.findings);
    this.answers = new AnswerTimes(capture.index, this.pairs);
    this.list = new ListedPeers(peers, ({ identity }) => ({
      rate: this.history.rateOf(identity, this.nowNs),
      unanswered: this.answers.unansweredOf(identity),
      found: this.findings.ofPeer(identity),
    }));
    this.disposables.add(recording.onDidEnd(() => this.changed()));
    if (capture.index.length > 0) return;
    const first = this.disposables.add(
      capture.onAppend(() => {
        first.dispose();
        if (this.listening) void this.begin();
      }),
    );
  }

  readonly handlers: Handlers<MonitorHost> = {
    requests: {
      look: (look) => {
        // A page that was there before this session says only that it wants something.
        this.listening = true;
        return this.pictureOf(look);
      },
    },
    notices: {
      ready: () => {
        const { early } = this;
        this.early = false;
        if (!early) return this.begin();
        // Should it have been lost: the page shows it once.
        this.deps.notify('show', { state: this.state });
      },
      keep: ({ state }) => {
        this.state = state;
        this.deps.keep(state);
      },
      open: ({ target }) => this.deps.open(target, this.deps.recording),
      columns: ({ columns }) => this.deps.chooseColumns(columns),
    },
  };

  get columns(): MonitorColumns {
    return this.state.columns;
  }

  /** As they were sent last. */
  get recording(): Recording {
    return this.deps.recording;
  }

  get rows(): readonly ListedPeer[] {
    return this.list.all;
  }

  row(key: string): ListedPeer | undefined {
    return this.list.all[this.list.find(key)];
  }

  /**
   * Shows what there is, and has the page ask for more. What is sent while the page is loading VS Code hands
   * on when it is there, which saves it the way to here and back.
   */
  async begin(): Promise<void> {
    this.listening = true;
    const { state } = this;
    const { table, chart } = state;
    // Where there is no picture the page asks for one, and is told why.
    const picture = this.hasEvents
      ? await this.pictureOf({ ...FIRST_LOOK, table, chart }).catch(() => undefined)
      : undefined;
    if (this.isHidden) return;
    this.early = picture !== undefined;
    this.deps.notify('show', { state, picture });
  }

  /** The page shall ask again, though nothing is to be expected of what it shows. */
  changed(): void {
    if (this.listening) this.deps.notify('changed', {});
  }

  hidden(): void {
    this.listening = this.early = false;
    this.watch.dispose();
  }

  dispose(): void {
    this.hidden();
    this.disposables.dispose();
  }

  /** It may have come to be while something was awaited. */
  private get isHidden(): boolean {
    return !this.listening;
  }

  /** What is looked for in the capture is not known of all of it. */
  private get isScanning(): boolean {
    const { length } = this.deps.recording.capture.index;
    return this.pairs.known < length || this.findings.known < length;
  }

  private get hasEvents(): boolean {
    return this.deps.recording.capture.index.length > 0;
  }

  private async pictureOf(look: MonitorLook): Promise<MonitorPicture> {
    const { recording, nameOf } = this.deps;
    const { live } = recording;
    const isBehind = await this.catchUp(SLICE_MS);
    if (isBehind) void this.goOn();
    const { history } = this;
    this.nowNs = live ? this.clock.now(history.endNs, performance.now()) : history.endNs;
    if (live) history.advance(this.nowNs);
    const context: CellContext = {
      nowNs: this.nowNs,
      unixMs: (timeNs) => recording.wallUs(timeNs) / 1000,
      nameOf,
      nodeTitle: (pid) => recording.nodeTitle(pid),
    };
    this.list.update(look.table, look.hold, context);
    if (live) this.deps.looked?.();
    const rate = totalRate(history, live, this.nowNs);
    this.watchAnswers(live ? rate.messages : 0);
    const totals = this.totals();
    const from = Math.max(0, Math.min(look.from, this.list.all.length));
    const to = Math.min(look.to, from + MOST_ROWS);
    const unixOf = (timeNs: number): number => recording.wallUs(timeNs) / 1e6;
    const rates = chartRates(history, look.chart, look.points, this.bands, unixOf);
    return {
      title: this.title,
      live,
      working: isBehind || (!live && this.isScanning),
      summary: this.summary(rate),
      nodes: recording.peers.nodes.size,
      rows: this.list.all.slice(from, to).map((row) => this.rowOf(row)),
      from,
      length: this.list.all.length,
      active: look.active === '' ? -1 : this.list.find(look.active),
      rates: {
        ...rates,
        marks: [...rates.marks, ...nodeMarks(recording)],
        goneBefore: goneBefore(recording.capture.index, unixOf),
        zoneMinutes: -new Date().getTimezoneOffset(),
      },
      totals,
      answersWait: this.watch.waits,
      waiting: this.hasEvents ? '' : this.waitingText,
    };
  }

  /** @param rate Messages a second. */
  private watchAnswers(rate: number): void {
    // The page may have been hidden while its picture was made.
    if (this.listening) this.watch.want(rate);
  }

  private get title(): string {
    const { recording } = this.deps;
    const [pid, ...others] = recording.peers.nodes.keys();
    if (pid === undefined) return recording.waiting?.title ?? '';
    const title = recording.nodeTitle(pid);
    const all = others.length === 0 ? title : `${title} and ${others.length} more`;
    return recording.capture.hello?.redacted ? `${all}, redacted` : all;
  }

  private get waitingText(): string {
    const { live, waiting } = this.deps.recording;
    if (live) return waiting?.text ?? 'Nothing has arrived yet.';
    return 'The capture holds no events.';
  }

  private rowOf({ facts, cells }: ListedPeer): MonitorRow {
    const { peer } = facts;
    return {
      key: keyOf(peer),
      pid: facts.pid,
      peer: facts.id,
      open: peer.open,
      cells,
      spark: this.history.sparkOf(peer.identity, this.nowNs),
    };
  }

  private totals(): MonitorTotal[] {
    const totals = typeTotals(this.deps.recording.peers, this.answers.all);
    this.bands.update(totals.map(({ messageType }) => messageType));
    return totals.map((total) => ({ ...total, colour: this.bands.colourOf(total.messageType) }));
  }

  private summary(rate: Pick<MonitorSummary, 'messages' | 'bytes'>): MonitorSummary {
    const { recording } = this.deps;
    const { peers } = recording;
    return {
      ...countPeers(peers.peers),
      ...rate,
      total: peers.traffic.messages,
      lost: recording.lost,
      ...this.list.peersHaving,
    };
  }

  /**
   * Looks at rows that came, bit by bit, so that other work goes on.
   * @param most Milliseconds.
   * @returns Whether there are more.
   */
  private async catchUp(most: number): Promise<boolean> {
    const until = performance.now() + most;
    while (this.listening && this.step()) {
      if (performance.now() >= until) return true;
      await setImmediate();
    }
    return false;
  }

  /** A long capture is looked at on between two pictures. */
  private async goOn(): Promise<void> {
    if (this.goingOn) return;
    this.goingOn = true;
    await this.catchUp(Infinity);
    this.goingOn = false;
  }

  /** @returns Whether there is more. */
  private step(): boolean {
    const more = this.history.update(STEP);
    return this.answers.update(this.deps.recording.live, STEP) || more;
  }
}
