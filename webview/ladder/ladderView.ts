import {
  EVERYTHING,
  type Anchor,
  type Column,
  type Drawing,
  type DrawingWanted,
  type LadderHost,
  type LadderHeader,
  type LadderPage,
  type LadderQuery,
  type LadderRow,
  type ShownView,
  PAGE_ACTIONS,
  type PageAction,
  type PageCommand,
  type TimeMode,
} from '../../src/shared/webview/ladderProtocol';
import { formatCount, plural } from '../../src/shared/text/quantity';
import { isWriting, make, setAttribute, setClass, setHidden, setText } from '../common/dom';
import type { Handlers } from '../../src/shared/webview/channel';
import type { Host } from '../common/host';
import { FIRST_SETUP } from './columns';
import { emptyReason, noMessageReason } from './emptyReason';
import { EmptyView, type EmptyEvents } from './emptyView';
import { exportRows } from './exporter';
import type { GridLayout } from './gridLayout';
import { LadderGrid } from './ladderGrid';
import { HeaderView } from './ladderHeader';
import type { LadderState } from './ladderState';
import { LadderToolbar } from './ladderToolbar';
import { OverviewStrip } from './overviewStrip';
import { shortTime, timeText, type TimeDecimals } from './timeText';
import { SpanBar } from './spanBar';
import { StoryPanel } from './storyPanel';
import { newText, placeText, searchedText, shownText } from './countsText';
import { openKeysHelp } from '../common/keysHelp';
import { LADDER_KEYS } from './ladderKeys';

/** How often the overview is drawn again while the capture grows, milliseconds. */
const OVERVIEW_MS = 1000;
/** After its first picture, a page has been laid out, milliseconds. */
const FIRST_MS = 50;
/** What is shown is kept for a reload when it has come to rest, and while it does not, milliseconds. */
const SAVE_MS = 200;
const SAVE_AT_LEAST_MS = 2000;
/** Milliseconds that the user rests on a row until it is asked which match it is. */
const PLACE_MS = 40;
/** How long a remark stays, milliseconds. */
const MISS_MS = 4000;

/** The page: header, toolbar, overview and grid, and what the host says of them. */
export class LadderView {
  private readonly frame = make('main', 'frame');
  private readonly header: HeaderView;
  private readonly toolbar: LadderToolbar;
  private readonly story = new StoryPanel({
    onGo: (row) => this.grid.goToRow(row),
    onCopy: (text) => this.host.notify('copyText', { text }),
  });
  private readonly spanBar = new SpanBar(() => this.setQuery({ from: 0, until: undefined }));
  private readonly empty: EmptyView;
  private readonly noMessage: EmptyView;
  private readonly miss = make('span', 'miss');
  private readonly overview = new OverviewStrip((position) => this.grid.scrollTo(position));
  private readonly newRows = make('button', 'new-rows');
  private readonly grid: LadderGrid;
  private readonly failure = make('div', 'failure');
  private shown: ShownView | undefined;
  private onFirstShown: (shown: ShownView) => void = () => undefined;
  private readonly firstShown = new Promise<ShownView>((resolve) => {
    this.onFirstShown = resolve;
  });
  private timeMode: TimeMode = 'absolute';
  private zeroUs: number | undefined;
  private decimals: TimeDecimals = 6;
  private wanted: LadderQuery | undefined;
  /** … and has not been confirmed. */
  private writing = false;
  /** Resolves when the last query is answered. */
  private asked: Promise<void> = Promise.resolve();
  /** Queries that the host has not answered yet. */
  private unanswered = 0;
  private paused = false;
  private live = false;
  /** Length of the view when it last was at its end. */
  private seen = 0;
  /** All rows were looked at once: what is found from now on is new. */
  private caughtUp = false;
  private overviewTimer: number | undefined;
  private place: { row: number; nth: number } = { row: -1, nth: 0 };
  private placeTimer: number | undefined;
  private missTimer: number | undefined;
  private saveTimer: number | undefined;
  private unsavedSince: number | undefined;

  constructor(private readonly host: Host<LadderPage, LadderHost, LadderState>) {
    this.toolbar = this.createToolbar();
    const events: EmptyEvents = {
      onQuery: (part) => this.setQuery(part),
      onSetup: () => host.notify('run', { command: 'checkSetup' }),
    };
    this.empty = new EmptyView('empty', events);
    this.noMessage = new EmptyView('no-message', events);
    this.header = new HeaderView(this.frame, {
      onLayout: (layout) => this.layOut(layout),
      onChange: () => this.update(),
      onSort: (sort) => void this.ask({ ...this.query, sort }),
    });
    this.grid = new LadderGrid({
      host,
      onHeads: (heads, rows) => this.header.showHeads(heads, rows),
      onLane: (lane) => this.header.markLane(lane),
      onSideways: (pixels) => this.header.scrollLanes(pixels),
      timeOf: (row) => this.timeOf(row),
      onChange: () => this.update(),
      onMiss: (text) => this.say(text),
    });
    this.build();
    host.serve(this.handlers, (text) => this.showFailure(text));
  }

  private readonly handlers: Handlers<LadderPage> = {
    requests: {
      draw: (wanted) => this.draw(wanted),
    },
    notices: {
      show: (shown) => this.show(shown),
      header: ({ header }) => this.showHeader(header),
      grown: (grown) => this.grown(grown),
      stale: ({ generation }) => {
        if (generation !== this.shown?.generation) return;
        this.grid.refresh();
        this.overviewTimer ??= window.setTimeout(() => void this.askForOverview(), OVERVIEW_MS);
      },
      story: ({ story }) => this.story.show(story),
      act: ({ action, byKey }) => {
        // What is written means itself.
        if (!byKey || !isWriting()) this.act(action);
      },
      goTo: ({ row }) => this.grid.goToRow(row),
      setQuery: async ({ query, toFirst }) => {
        this.toolbar.filter.replace(query.filter);
        await this.ask(query);
        if (toFirst) await this.grid.findFirst();
      },
      setZero: ({ wallUs }) => this.setTime('zero', wallUs),
      setColumns: ({ shown }) => this.setColumns(shown),
      moveLane: ({ lane, by }) => this.header.moveLane(lane, by),
      setMark: (mark) => this.grid.mark(mark),
      heads: (heads) => {
        if (heads.generation === this.shown?.generation) this.grid.showHeads(heads);
      },
      inspected: ({ row }) => this.grid.goToInspected(row),
      gone: ({ text }) => document.body.replaceChildren(make('p', 'message', text)),
    },
  };

  /** What is shown, or will be once the host has answered. */
  private get query(): LadderQuery {
    return this.wanted ?? this.shown?.query ?? EVERYTHING;
  }

  /** Another click may come before the answer: it must not undo this one. */
  private async ask(
    query: LadderQuery,
    name: 'query' | 'clear' = 'query',
    writing = false,
  ): Promise<void> {
    this.wanted = query;
    this.writing = writing;
    this.unanswered++;
    const { filter } = this.toolbar;
    filter.setBusy(true);
    const problem = await this.host.ask(name, { query, writing, around: this.around(query) });
    this.unanswered--;
    if (this.unanswered > 0) return;
    this.wanted = undefined;
    filter.setBusy(false);
    if (problem?.findsNothing) filter.showDoubts([problem]);
    else if (problem) filter.showProblem(problem);
  }

  /** Which rows of what is shown next come into view. */
  private around(query: LadderQuery): Anchor | 'end' | undefined {
    const before = this.shown?.query;
    if (startsStretch(query, before) || this.startsOrder(query, before)) return undefined;
    return this.grid.follow ? 'end' : this.grid.anchor;
  }

  private async draw(wanted: DrawingWanted): Promise<Drawing> {
    // A page that has just been opened shows something soon.
    const { generation, header } = this.shown ?? (await this.firstShown);
    const drawing = exportRows(wanted, this.grid.chosen, {
      header,
      rowsAt: (from, to) => this.host.request('rows', { generation, from, to }),
      headsAt: (from, to) => this.host.request('heads', { generation, from, to, watch: false }),
      redact: (drawn) => this.host.request('redact', drawn),
      timeOf: (row) => this.fullTimeOf(row),
    });
    return drawing.catch((error: unknown) => {
      // Of a view that another one has followed meanwhile there are no rows any more.
      if (this.shown?.generation !== generation) return this.draw(wanted);
      throw error;
    });
  }

  private createToolbar(): LadderToolbar {
    const { host } = this;
    const setQuery = (part: Partial<LadderQuery>, writing = false): void =>
      this.setQuery(part, writing);
    return new LadderToolbar({
      onFilter: (filter, writing) => {
        // Who confirms it before it is answered wants to see that it finds nothing.
        const confirms = this.wanted !== undefined && this.writing && !writing;
        if (filter !== this.query.filter || confirms) setQuery({ filter }, writing);
        else if (this.wanted === undefined) this.showFilter();
      },
      onComplete: (text, cursor) => void this.complete(text, cursor),
      filters: () => host.ask('filters', {}),
      onUsed: (filter) => host.notify('usedFilter', { filter }),
      onChange: (change, named) => host.notify('changeFilter', { change, ...named }),
      onLeave: () => this.grid.element.focus(),
      onEnter: () => void this.toFirstMatch(),
      onFamilies: (hidden) => setQuery({ hidden }),
      onFind: (find) => setQuery({ find }),
      onNext: (backward) => void this.grid.findNext(backward),
      onTimeMode: (mode) => this.setTime(mode, this.zeroUs),
      onSpacing: (msPerRow) => setQuery({ msPerRow }),
      onSaved: () => host.notify('savedFilters', { query: this.query }),
      onColumns: () => host.notify('columns', { shown: this.header.shown }),
      onFollow: (follow) => this.setFollow(follow),
      onPause: (paused) => this.setPaused(paused),
      onClear: (cleared) => {
        if (cleared) void this.ask(this.query, 'clear');
        else setQuery({ from: 0 });
      },
      onUnmute: () => setQuery({ muted: [] }),
      onRun: (command) => host.notify('run', { command }),
      onKeys: () => openKeysHelp('Keys of the Ladder', LADDER_KEYS),
    });
  }

  private setQuery(part: Partial<LadderQuery>, writing = false): void {
    if (part.filter !== undefined) this.toolbar.filter.replace(part.filter);
    this.asked = this.ask({ ...this.query, ...part }, 'query', writing);
  }

  /** As every search does at Enter. */
  private async toFirstMatch(): Promise<void> {
    await this.asked;
    if (this.query.find && this.query.filter !== '') await this.grid.findNext(false);
  }

  private act(action: PageAction | PageCommand): void {
    const acts: Record<PageAction, () => void> = {
      focusFilter: () => this.toolbar.filter.focus(),
      findInLadder: () => {
        this.toolbar.filter.focus();
        if (!this.query.find) this.setQuery({ find: true });
      },
      nextMatch: () => void this.grid.findNext(false),
      previousMatch: () => void this.grid.findNext(true),
      goToPair: () => this.grid.jumpToPair(),
      toggleFollow: () => {
        if (this.live) this.setFollow(!this.grid.follow);
      },
      togglePause: () => {
        if (this.live) this.setPaused(!this.paused);
      },
      ladderKeys: () => openKeysHelp('Keys of the Ladder', LADDER_KEYS),
      inspectRow: () => this.grid.inspect(),
    };
    const isOwn = (name: string): name is PageAction =>
      (PAGE_ACTIONS as readonly string[]).includes(name);
    if (isOwn(action)) acts[action]();
    else this.host.notify('run', { command: action });
  }

  private async complete(text: string, cursor: number): Promise<void> {
    const items = await this.host.ask('complete', { text, cursor });
    if (items) this.toolbar.filter.showCompletions(text, cursor, items);
  }

  private build(): void {
    const body = make('div', 'body');
    // Beside the rows, of which it covers none.
    const side = make('div', 'side');
    side.append(this.overview.element, this.newRows);
    body.append(this.grid.element, side, this.empty.element);
    this.miss.setAttribute('role', 'status');
    this.miss.hidden = true;
    this.failure.setAttribute('role', 'alert');
    this.failure.hidden = true;
    this.newRows.addEventListener('click', () => this.setFollow(true));
    this.newRows.hidden = true;
    this.frame.append(this.toolbar.element, this.failure, this.noMessage.element);
    this.frame.append(this.header.heads, body);
    // The story is below the rows, which stay where they are when it comes.
    this.frame.append(this.spanBar.element, this.story.element, this.miss);
    document.body.append(this.frame);
    let left = 0;
    const follow = (): void => {
      const { scrollLeft } = this.grid.element;
      if (scrollLeft !== left) this.header.heads.scrollLeft = left = scrollLeft;
    };
    this.grid.element.addEventListener('scroll', follow, { passive: true });
    // A person who arrives by keyboard can continue by keyboard.
    window.addEventListener('focus', () => this.takeFocus());
    window.addEventListener('pagehide', () => this.save());
    // Wherever the key for it is on the keyboard.
    document.addEventListener('keydown', ({ key }) => {
      if (key === '?' && !isWriting()) this.act('ladderKeys');
    });
  }

  private show(message: ShownView): void {
    // What was sent while the page was loaded is sent once more when it is.
    if (message.generation === this.shown?.generation) return;
    const first = this.shown === undefined;
    const state = first ? this.host.state : undefined;
    const { capture } = message.source;
    const isOther = this.shown !== undefined && this.shown.source.capture !== capture;
    // A page that was hidden may come back with another capture.
    const kept = state?.source.capture === capture ? state : undefined;
    const queryBefore = first ? kept?.query : this.shown?.query;
    const isStretch = startsStretch(message.query, queryBefore);
    const isFromTop = isStretch || this.startsOrder(message.query, queryBefore);
    const before = kept ? kept.anchor : this.grid.anchor;
    const anchor = isFromTop || isOther ? undefined : before;
    this.shown = message;
    if (isOther) this.forget(message);
    this.header.show(message.header, message.query.sort);
    this.grid.many = message.header.peers > 1;
    this.showLive(message.header.live);
    this.toolbar.showQuery(message.query);
    this.spanBar.show(message.query.until !== undefined);
    this.showFilter();
    this.place = { row: -1, nth: 0 };
    this.showFailure(message.problem);
    if (first) {
      this.timeMode = kept?.timeMode ?? message.timeFormat;
      this.zeroUs = kept?.zeroUs;
      this.header.setUp({ ...FIRST_SETUP, ...state?.columns }, kept?.laneOrder);
      this.grid.measure.kept = kept?.marks ?? [];
      this.grid.follow = kept?.follow ?? message.header.live;
      this.grid.restore(kept?.activeRow ?? -1);
    }
    if (isFromTop) this.grid.follow = false;
    this.toolbar.showTime(this.timeMode, this.zeroUs !== undefined);
    this.seen = message.length;
    this.caughtUp = message.scanned >= 1;
    const { generation, length } = message;
    this.grid.show(generation, length, anchor, message.first);
    if (isFromTop || (isOther && !this.grid.follow)) this.grid.begin();
    this.grid.findCursor(message.scanned >= 1, message.located);
    this.update();
    this.grid.drawNow();
    // After the rows: what they are laid out for is what it has room for, too.
    clearTimeout(this.overviewTimer);
    this.overviewTimer = window.setTimeout(() => void this.askForOverview(), first ? FIRST_MS : 0);
    this.onFirstShown(message);
    if (first && document.hasFocus()) this.takeFocus();
  }

  /** Who sorts looks for the first ones, also among what a filter leaves and what is found later. */
  private startsOrder(query: LadderQuery, before: LadderQuery | undefined): boolean {
    if (query.sort === undefined || before === undefined) return false;
    const isAnother = JSON.stringify(orderOf(query)) !== JSON.stringify(orderOf(before));
    return isAnother || (this.shown !== undefined && this.grid.range.first === 0);
  }

  /** A preview took the place of that of another capture: its rows and times mean nothing here. */
  private forget({ timeFormat, header: { live } }: ShownView): void {
    this.timeMode = timeFormat;
    this.zeroUs = undefined;
    this.paused = false;
    this.grid.forget();
    this.grid.follow = live;
  }

  private showFilter(): void {
    if (this.shown) this.toolbar.filter.show(this.shown.query.filter, this.shown.hints);
  }

  private showHeader(header: LadderHeader): void {
    if (this.shown) this.shown.header = header;
    this.header.show(header, this.shown?.query.sort);
    this.grid.many = header.peers > 1;
    const hasEnded = this.live && !header.live;
    this.showLive(header.live);
    if (hasEnded) this.update();
  }

  private layOut(layout: GridLayout): void {
    this.decimals = layout.chosen.decimals;
    this.grid.layOut(layout);
  }

  /** Lifelines say who answers whom in the order of time. */
  private setColumns(shown: readonly Column[]): void {
    const { sort } = this.query;
    this.header.setShown(shown);
    if (sort && shown.includes('lane')) void this.ask({ ...this.query, sort: undefined });
  }

  /** Once the trace has ended, nothing is new any more, and what came while it was paused is shown. */
  private showLive(live: boolean): void {
    this.live = live;
    this.toolbar.showLive(live);
    if (!live && this.paused) this.setPaused(false);
  }

  private takeFocus(): void {
    if (document.activeElement === document.body) this.grid.element.focus();
  }

  private grown({ generation, length, ...grown }: LadderPage['notices']['grown']): void {
    if (this.shown?.generation !== generation) return;
    const { scanned, problem, unsorted } = grown;
    this.shown.hints = grown.hints;
    if (this.wanted === undefined) this.showFilter();
    this.shown.scanned = scanned;
    this.shown.unsorted = unsorted;
    this.shown.counts = grown.counts;
    if (problem !== '') this.showFailure(problem);
    if (!this.paused) this.grid.grow(length);
    // What a search is still finding was there before.
    if (!this.caughtUp) this.seen = this.grid.length;
    this.caughtUp ||= scanned >= 1;
    this.grid.findCursor(scanned >= 1);
    this.update();
    this.overviewTimer ??= window.setTimeout(() => void this.askForOverview(), OVERVIEW_MS);
  }

  private async askForOverview(): Promise<void> {
    clearTimeout(this.overviewTimer);
    this.overviewTimer = undefined;
    if (!this.shown || this.paused) return;
    if (this.grid.scrolling) {
      // What it shows of what came meanwhile is not looked at now, and drawing it costs frames.
      this.overviewTimer = window.setTimeout(() => void this.askForOverview(), OVERVIEW_MS / 2);
      return;
    }
    const { generation } = this.shown;
    const buckets = await this.host.ask('overview', {
      generation,
      buckets: this.overview.wanted,
    });
    if (!buckets) return;
    this.overview.show(buckets, this.grid.length);
    this.showWindow();
  }

  /** @param text What went wrong and what to do next; empty for nothing. */
  private showFailure(text: string): void {
    this.failure.hidden = text === '';
    this.failure.replaceChildren(make('span', 'mark warning', text));
  }

  private timeOf(data: LadderRow): string {
    return shortTime(this.fullTimeOf(data), this.decimals);
  }

  private fullTimeOf(data: LadderRow): string {
    return this.shown ? timeText(data, this.timeMode, { ...this.shown, zeroUs: this.zeroUs }) : '';
  }

  private setTime(mode: TimeMode, zeroUs: number | undefined): void {
    this.timeMode = mode;
    this.zeroUs = zeroUs;
    this.toolbar.showTime(mode, zeroUs !== undefined);
    this.grid.redraw();
    this.update();
  }

  private setFollow(follow: boolean): void {
    if (follow) this.setPaused(false);
    this.grid.follow = follow;
    this.update();
  }

  private setPaused(paused: boolean): void {
    this.paused = paused;
    // Showing everything again asks for what arrived meanwhile.
    if (!paused) void this.ask(this.query);
    this.update();
  }

  private showWindow(): void {
    const { first, end } = this.grid.range;
    this.overview.showWindow(first, end);
  }

  /** Brings everything around the rows up to date, and keeps it for a reload. */
  private update(): void {
    const { shown, grid } = this;
    if (!shown) return;
    // What is found is new only if it came after what is in view, and while more may come.
    if (grid.follow || grid.atEnd || !shown.header.live) this.seen = grid.length;
    const unseen = grid.length - this.seen;
    setHidden(this.newRows, unseen <= 0);
    if (unseen > 0) this.showNew(unseen);
    this.toolbar.showFollow(grid.follow, this.paused);
    this.showCounts(shown);
    this.showWindow();
    this.saveSoon();
  }

  private showNew(rows: number): void {
    const { newRows } = this;
    setText(newRows, newText(rows));
    const title = `${plural(rows, 'new row')}: go to the newest, and follow`;
    setAttribute(newRows, 'aria-label', title);
    setAttribute(newRows, 'title', title);
  }

  private saveSoon(): void {
    const now = performance.now();
    this.unsavedSince ??= now;
    clearTimeout(this.saveTimer);
    const left = this.unsavedSince + SAVE_AT_LEAST_MS - now;
    this.saveTimer = window.setTimeout(
      () => {
        // To keep something costs a frame.
        if (this.grid.scrolling) this.saveSoon();
        else this.save();
      },
      Math.max(SAVE_MS / 10, Math.min(SAVE_MS, left)),
    );
  }

  private save(): void {
    clearTimeout(this.saveTimer);
    this.unsavedSince = undefined;
    if (!this.shown) return;
    const { source, query } = this.shown;
    const { follow, activeRow, anchor } = this.grid;
    this.host.saveState({
      source,
      query,
      timeMode: this.timeMode,
      zeroUs: this.zeroUs,
      follow,
      activeRow,
      anchor,
      columns: this.header.setup,
      laneOrder: this.header.laneOrder,
      marks: this.grid.measure.kept,
    });
  }

  private showCounts({ counts, scanned, header, hints, query, unsorted }: ShownView): void {
    const { count, place, note } = this.toolbar;
    const sorted = unsorted > 0 ? `the first ${formatCount(this.grid.length)} rows are sorted` : '';
    setText(note, [sorted, this.grid.measured].filter(Boolean).join(' · '));
    const noun = counts.of === 1 ? 'message' : 'messages';
    const text = `${shownText(counts)}\u00a0${noun}${searchedText(scanned)}`;
    if (count.title !== text) {
      count.title = text;
      const [numbers, ...rest] = text.split('\u00a0');
      count.replaceChildren(
        make('span', 'numbers', numbers),
        make('span', 'noun', ` ${rest.join(' ')}`),
      );
    }
    const { activeRow } = this.grid;
    if (query.filter.trim() !== '') {
      this.askForPlace(activeRow);
      const nth = this.place.row === activeRow ? this.place.nth : 0;
      const said = placeText(nth, counts.matches, query.find ? undefined : counts.shown);
      setText(place, said);
      setHidden(place, said === '');
      setClass(place, nth === 0 && !query.find ? 'place total' : 'place');
    }
    const isEmpty = this.grid.length === 0;
    const facts = { query, live: header.live, scanned, of: counts.of, hints };
    this.empty.show(isEmpty ? emptyReason(facts) : undefined);
    this.noMessage.show(isEmpty ? undefined : noMessageReason(facts, counts));
  }

  /** Which match the user is on, once they rest on one. */
  private askForPlace(row: number): void {
    if (row === this.place.row || !this.shown) return;
    const { generation } = this.shown;
    clearTimeout(this.placeTimer);
    this.placeTimer = window.setTimeout(async () => {
      const nth = row < 0 ? 0 : await this.host.ask('nth', { generation, row });
      if (nth === undefined || generation !== this.shown?.generation) return;
      this.place = { row, nth };
      this.showCounts(this.shown);
    }, PLACE_MS);
  }

  /** A remark that goes by itself. */
  private say(text: string): void {
    this.miss.textContent = text;
    this.miss.hidden = false;
    clearTimeout(this.missTimer);
    this.missTimer = window.setTimeout(() => (this.miss.hidden = true), MISS_MS);
  }
}

/** What another order, or an order of other rows, is known by. */
function orderOf({ sort, filter, find, hidden, muted }: LadderQuery): unknown {
  return { sort, filter, find, hidden, muted };
}

/** A stretch of the capture is shown that was not shown before: it begins with its first row. */
function startsStretch({ from, until }: LadderQuery, before: LadderQuery | undefined): boolean {
  return until !== undefined && (until !== before?.until || from !== before.from);
}
