import { visible } from '../../src/shared/text/visible';
import {
  FIRST_COLUMNS,
  FIRST_LOOK,
  isFindingColumn,
  type MonitorChart,
  type MonitorColumns,
  type MonitorHost,
  type MonitorPage,
  type MonitorPicture,
  type MonitorState,
  type MonitorTable,
} from '../../src/shared/webview/monitorProtocol';
import { isWriting, make, setText } from '../common/dom';
import type { Host } from '../common/host';
import { openKeysHelp } from '../common/keysHelp';
import { Choice } from '../common/button';
import { swatchText } from './colourText';
import { MONITOR_KEYS } from './monitorKeys';
import { NoPeers } from './noPeers';
import { stateToShow } from './ownState';
import { PeerGrid } from './peerGrid';
import { RateChart } from './rateChart';
import { SummaryBar } from './summaryBar';
import { TotalsTable, totalsSentence } from './totalsTable';

/** Between two pictures of what goes on: at least, and at most however long one takes to draw. */
const PERIOD_MS = { least: 500, most: 2000 };
/** Of the time, what pictures may take to draw. */
const SHARE = 1 / 60;
/** After which another is asked for where the user does something. */
const SOON_MS = 15;
/** Pixels below which totals stand behind a tab. */
const NARROW = 900;
/** Milliseconds until what was chosen is kept. */
const KEEP_MS = 400;

/** Columns at first are what numbers mean when they are sorted: the most first. */
const TEXTS = new Set(['id', 'node', 'type', 'network', 'address', 'userAgent', 'ping', 'last']);

/** The monitor's page: asks for a picture, shows it, and asks again. */
export class MonitorView {
  private readonly body = make('main', 'monitor');
  private readonly message = make('p', 'message');
  private readonly legend = make('div', 'legend');
  private readonly summary: SummaryBar;
  private readonly chartView: RateChart;
  private readonly totals: TotalsTable;
  private readonly grid: PeerGrid;
  private readonly noPeers: NoPeers;
  private readonly lower = make('div', 'lower');
  private readonly tab: Choice<'peers' | 'totals'>;
  private readonly choices: { show(chart: MonitorChart): void }[];
  private capture = '';
  private table: MonitorTable = FIRST_LOOK.table;
  private chart: MonitorChart = FIRST_LOOK.chart;
  private columns: MonitorColumns = FIRST_COLUMNS;
  private timer: number | undefined;
  private dueAt = 0;
  private asking = false;
  private again = false;
  private keepTimer: number | undefined;
  /** Until the next picture of what goes on, milliseconds. */
  private period = PERIOD_MS.least;

  constructor(private readonly host: Host<MonitorPage, MonitorHost, MonitorState>) {
    this.summary = new SummaryBar({
      change: (table) => this.setTable(table),
      chooseColumns: () => host.notify('columns', { columns: this.columns }),
    });
    this.chartView = new RateChart((span) => host.notify('open', { target: { span } }));
    this.totals = new TotalsTable((messageType) =>
      host.notify('open', { target: { messageType } }),
    );
    this.grid = new PeerGrid({
      want: () => this.lookSoon(),
      sort: (column) => this.sort(column),
      open: ({ pid, peer, cells }, column) => {
        const peers = [{ pid, peer }];
        const isFound = isFindingColumn(column) && cells[column] !== '';
        host.notify('open', { target: isFound ? { peers, finding: column } : { peers } });
      },
      setColumns: (columns) => this.setColumns(columns),
      left: (names) => this.summary.setLeft(names),
    });
    this.noPeers = new NoPeers((table) => this.setTable(table));
    this.tab = new Choice('Below the chart', { peers: 'Peers', totals: 'Message types' }, (tab) =>
      this.showTab(tab),
    );
    const { element, choices } = this.chartHead();
    this.choices = choices;
    this.layOut(element);
    this.showTab('peers');
    this.serve();
    new ResizeObserver(() => this.fit()).observe(document.body);
    addEventListener('keydown', (event) => {
      if (event.key === '?' && !isWriting()) openKeysHelp('Keys of the Monitor', MONITOR_KEYS);
      if (event.key !== 'f' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      this.summary.focusFilter();
    });
  }

  private layOut(chartHead: HTMLElement): void {
    const chartBox = make('section', 'chart-box');
    chartBox.setAttribute('aria-label', 'Rates over time');
    chartBox.append(chartHead, this.chartView.element, this.legend, this.chartView.description);
    const upper = make('div', 'upper');
    upper.append(chartBox, this.totals.element);
    this.tab.element.classList.add('tabs');
    this.lower.append(this.tab.element, this.grid.element, this.noPeers.element);
    this.body.append(this.summary.element, upper, this.lower);
    this.message.setAttribute('role', 'status');
    this.body.hidden = true;
    document.body.append(this.body, this.message);
  }

  private chartHead(): {
    element: HTMLElement;
    choices: { show(chart: MonitorChart): void }[];
  } {
    const element = make('div', 'chart-head');
    const measure = new Choice('Measure', { messages: 'Messages/s', bytes: 'Bytes/s' }, (value) =>
      this.setChart({ measure: value }),
    );
    const by = new Choice('By', { type: 'Type', direction: 'Direction' }, (value) =>
      this.setChart({ by: value }),
    );
    const span = new Choice('Time', { whole: 'All', recent: 'Recent' }, (value) =>
      this.setChart({ span: value }),
    );
    element.append(measure.element, by.element, span.element);
    const choices = [
      { show: (chart: MonitorChart) => measure.show(chart.measure) },
      { show: (chart: MonitorChart) => by.show(chart.by) },
      { show: (chart: MonitorChart) => span.show(chart.span) },
    ];
    return { element, choices };
  }

  private serve(): void {
    this.host.serve(
      {
        requests: {},
        notices: {
          show: ({ state, picture }) => this.begin(state, picture),
          changed: () => this.lookSoon(),
          setColumns: ({ columns }) => this.setColumns(columns),
          setFilter: ({ filter }) => this.setTable({ filter }),
          keys: () => openKeysHelp('Keys of the Monitor', MONITOR_KEYS),
          gone: ({ text }) => this.say(text),
        },
      },
      (text) => this.say(text),
    );
  }

  private begin(told: MonitorState, picture: MonitorPicture | undefined): void {
    const { capture } = told;
    if (!picture && this.capture === capture && !this.body.hidden) return;
    const { table, chart, columns } = stateToShow(this.host.state, told);
    this.capture = capture;
    this.table = table;
    this.chart = chart;
    this.columns = columns;
    this.grid.setColumns(columns);
    this.keep();
    // It is of what the host knew of, which this page may have changed.
    const isWanted = isSame(table, told.table) && isSame(chart, told.chart);
    if (picture && isWanted) this.timed(() => this.show(picture, ''));
    void this.look();
  }

  private say(text: string): void {
    this.body.hidden = text !== '';
    this.message.hidden = text === '';
    setText(this.message, text);
  }

  private setTable(table: Partial<MonitorTable>): void {
    this.table = { ...this.table, ...table };
    this.changed();
  }

  private setChart(chart: Partial<MonitorChart>): void {
    this.chart = { ...this.chart, ...chart };
    this.changed();
  }

  private setColumns(columns: MonitorColumns): void {
    this.columns = columns;
    this.grid.setColumns(columns);
    this.keep();
  }

  private sort(column: MonitorTable['sort']): void {
    const same = column === this.table.sort;
    const descending = same ? !this.table.descending : !TEXTS.has(column);
    this.setTable({ sort: column, descending });
  }

  private changed(): void {
    this.keep();
    this.lookSoon();
  }

  private keep(): void {
    const { capture, table, chart, columns } = this;
    const state: MonitorState = { capture, table, chart, columns, at: Date.now() };
    this.host.saveState(state);
    clearTimeout(this.keepTimer);
    this.keepTimer = window.setTimeout(() => this.host.notify('keep', { state }), KEEP_MS);
  }

  private lookSoon(): void {
    this.lookIn(SOON_MS);
  }

  private lookIn(ms: number): void {
    const at = performance.now() + ms;
    if (this.timer !== undefined && this.dueAt <= at) return;
    clearTimeout(this.timer);
    this.dueAt = at;
    this.timer = window.setTimeout(() => {
      this.timer = undefined;
      void this.look();
    }, ms);
  }

  private async look(): Promise<void> {
    if (this.asking) {
      this.again = true;
      return;
    }
    this.asking = true;
    const { table, chart, grid } = this;
    const { from, to } = grid.inView;
    const points = this.chartView.points;
    const hold = grid.held;
    const { active } = grid;
    const picture = await this.host.ask('look', {
      table,
      chart,
      from,
      to,
      hold,
      active,
      points,
    });
    this.asking = false;
    if (picture) this.timed(() => this.show(picture, active));
    if (this.again) {
      this.again = false;
      this.lookSoon();
    } else if (picture && (picture.live || picture.working)) {
      this.lookIn(this.period);
    }
  }

  /** Notes how long something takes to draw, which another picture shall not do too often. */
  private timed(draw: () => void): void {
    const began = performance.now();
    draw();
    const took = performance.now() - began;
    requestAnimationFrame((frame) =>
      // After the frame is laid out and painted.
      setTimeout(() => {
        const all = took + performance.now() - frame;
        this.period = Math.max(PERIOD_MS.least, Math.min(all / SHARE, PERIOD_MS.most));
      }),
    );
  }

  private show(picture: MonitorPicture, active: string): void {
    this.say('');
    if (picture.waiting !== '' && picture.length === 0) {
      this.say(picture.waiting);
      return;
    }
    this.grid.show(picture, this.table, active);
    for (const choice of this.choices) choice.show(this.chart);
    this.body.classList.toggle('by-direction', this.chart.by === 'direction');
    this.summary.setTable(this.table);
    this.summary.show(picture);
    this.totals.show(picture.totals, picture.answersWait);
    this.chartView.show(picture.rates, this.chart, totalsSentence(picture.totals));
    this.showLegend(picture);
    this.noPeers.show(picture, this.table);
  }

  private showLegend({ rates }: MonitorPicture): void {
    const text = rates.series.map(({ name, colour }) => `${colour} ${name}`).join('\n');
    if (this.legend.dataset.text === text) return;
    this.legend.dataset.text = text;
    this.legend.replaceChildren(
      ...rates.series.map(({ name, colour }) => {
        const entry = make('span', 'entry');
        const swatch = make('span', 'swatch');
        swatch.style.background = swatchText(colour);
        entry.append(swatch, document.createTextNode(visible(name)));
        return entry;
      }),
    );
  }

  private showTab(tab: 'peers' | 'totals'): void {
    this.tab.show(tab);
    this.body.dataset.tab = tab;
    this.fit();
  }

  private fit(): void {
    const isNarrow = document.body.clientWidth < NARROW;
    this.body.classList.toggle('narrow', isNarrow);
    // Behind a tab where it is narrow, beside the chart where it is not.
    const place = isNarrow ? this.lower : this.body.querySelector('.upper')!;
    if (this.totals.element.parentElement !== place) place.append(this.totals.element);
  }
}

function isSame(a: object, b: object): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
