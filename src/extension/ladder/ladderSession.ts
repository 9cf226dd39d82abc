import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { overviewOf } from '../../capture/query/overview';
import { parseQuery } from '../../capture/query/parseQuery';
import type { Pairs } from '../../capture/query/pairs';
import { QueryError } from '../../capture/query/queryError';
import { DisposableList } from '../../shared/disposable';
import { captureGone, peersRotated } from '../../shared/errors/viewErrors';
import type { Handlers, Notify } from '../../shared/webview/channel';
import {
  EVERYTHING,
  type Anchor,
  type FilterChange,
  type FilterProblem,
  type Column,
  type Growth,
  type Heads,
  type LadderHost,
  type LadderPage,
  type LadderPeer,
  type LadderQuery,
  type LadderRow,
  type LadderSource,
  type LocatedRow,
  type NamedFilter,
  type OverviewBucket,
  type PageCommand,
  type ShownView,
  type TimeFormat,
  type ViewQuery,
} from '../../shared/webview/ladderProtocol';
import type { Recording } from '../captures/recording';
import { Throttle } from '../host/throttle';
import type { ViewSession } from '../views/viewPanel';
import { filterCompletions } from './filterCompletions';
import type { FilterMemory } from './filterMemory';
import { firstFound } from './firstFound';
import { LadderRows } from './ladderRows';
import { headsAt, prepareRows, type PreparedRows } from './preparedRows';
import { redactDrawn } from './redactDrawn';
import { outcomeOf } from './outcomes';
import { sentOf, SentRows } from './sentRows';
import type { NameOf } from '../host/peerNames';
import { rowsDependencies, type RowsDependencies } from './rowsDependencies';
import { StoryTeller } from './storyTeller';

const GROW_MS = 200;
/** The least time between two requests for the rows in view, as more becomes known about them. */
const STALE_MS = 400;

export interface LadderDependencies {
  recording: Recording;
  source: LadderSource;
  timeFormat: TimeFormat;
  nameOf: NameOf;
  /** Sends a notice to the page. */
  notify: Notify<LadderPage>;
  /** @param width Of the ladder, pixels. */
  inspect(row: number, width: number): void | Promise<void>;
  select(selection: LadderHost['notices']['select']): void | Promise<void>;
  savedFilters(query: LadderQuery): void | Promise<void>;
  filters: Pick<FilterMemory, 'lists' | 'use'>;
  changeFilter(change: FilterChange, filter: NamedFilter): void | Promise<void>;
  chooseColumns(shown: readonly Column[]): void | Promise<void>;
  run(command: PageCommand): void;
  copyText(text: string): void | Promise<void>;
  /** The page shows what another session told it before, whose last generation this is. */
  generation?: number;
}

/** One ladder's side of the channel: knows what it shows, answers, and reports growth. */
export class LadderSession implements ViewSession<LadderHost> {
  private readonly disposables = new DisposableList();
  private readonly growth = this.throttle(GROW_MS, () => this.grow());
  private readonly staleness = this.throttle(STALE_MS, () => this.checkStale());
  private readonly rowsDeps: RowsDependencies;
  private rows: LadderRows | undefined;
  /** Of what the page shows now; it grows. */
  generation: number;
  /** What the page shows next, once something of it is found. */
  private next: LadderRows | undefined;
  private prepared: Promise<PreparedRows | undefined> | undefined;
  /** What was sent to a page that is still being loaded: VS Code hands it on when it is. */
  private early: ShownView | undefined;
  private shownLifelines = 0;
  /** The position that the page counts from: of the first row that was there when it was shown. */
  private base = 0;
  private postedHeader = '';
  private postedGrowth = '';
  private readonly sent = new SentRows();
  private readonly story: StoryTeller;
  /** The positions whose heads the page shows, and what they were. */
  private watched: { from: number; to: number; said: string } | undefined;
  /** What the page shall show once it is loaded, whatever it showed before. */
  private asked: LadderQuery | undefined;
  /** The row that it goes to when it is loaded. */
  private going: number | undefined;
  /** The page is loaded and on screen: what is sent to another is dropped. */
  private listening = false;

  constructor(private readonly deps: LadderDependencies) {
    const { recording, source, nameOf, generation = 0 } = deps;
    this.generation = generation;
    this.story = new StoryTeller({ ...deps, ask: (query) => this.ask(query) });
    this.rowsDeps = rowsDependencies(recording, source.peers, nameOf);
    this.disposables.add(recording.capture.onAppend(() => this.refresh()));
    this.disposables.add(
      recording.capture.bookmarks.onDidChange(() => {
        if (this.listening) this.deps.notify('stale', { generation: this.generation });
      }),
    );
    this.disposables.add(this.rowsDeps.scope);
    this.disposables.add(this.rowsDeps.watching);
    const known = (): void => {
      if (!this.listening) return;
      this.staleness.trigger();
      this.growth.trigger();
    };
    this.disposables.add(this.rowsDeps.pairs.onGrow(known));
    this.disposables.add(this.rowsDeps.causes.onGrow(known));
    this.disposables.add(this.rowsDeps.findings.onGrow(known));
    this.disposables.add({ dispose: () => this.rows?.dispose() });
    this.disposables.add({ dispose: () => this.next?.dispose() });
  }

  readonly handlers: Handlers<LadderHost> = {
    requests: {
      query: (wanted) => this.show(wanted),
      clear: ({ query, ...wanted }) => {
        const from = this.deps.recording.capture.index.length;
        return this.show({ ...wanted, query: { ...query, from, until: undefined } });
      },
      rows: ({ generation, from, to }) => this.read(generation, from, to),
      complete: ({ text, cursor }) => filterCompletions(this.rowsDeps, text, cursor),
      heads: ({ generation, from, to, watch }) => this.heads(generation, from, to, watch),
      filters: () => this.deps.filters.lists,
      locate: ({ generation, row }) => this.locate(generation, row),
      find: ({ generation, position, backward }) => this.find(generation, position, backward),
      nth: ({ generation, row }) =>
        generation === this.generation ? this.rows?.nth(row) : undefined,
      overview: ({ generation, buckets }) => this.overview(generation, buckets),
      redact: (drawn) => redactDrawn(this.deps.recording, drawn),
    },
    notices: {
      ready: async ({ query }) => {
        await this.ready(query);
        const { going } = this;
        if (going !== undefined && this.listening) this.goTo(going);
      },
      savedFilters: ({ query }) => this.deps.savedFilters(query),
      usedFilter: ({ filter }) => {
        // One that makes no sense finds nothing another time either.
        if (!orProblem(() => void parseQuery(filter))) this.deps.filters.use(filter);
      },
      changeFilter: ({ change, name, filter }) => this.deps.changeFilter(change, { name, filter }),
      columns: ({ shown }) => this.deps.chooseColumns(shown),
      inspect: ({ row, width }) => this.deps.inspect(row, width),
      select: ({ from, to, ...rest }) =>
        this.deps.select({ ...rest, from: from + this.base, to: to + this.base }),
      run: ({ command }) => this.deps.run(command),
      copyText: ({ text }) => this.deps.copyText(text),
    },
  };

  /** What the page shows, for the menus that ask for another. */
  get query(): LadderQuery {
    return this.next?.query ?? this.rows?.query ?? EVERYTHING;
  }

  /** Whether all peers of the ladder are among these. */
  wouldBeEmpty(muted: readonly LadderPeer[]): boolean {
    const { peers } = this.deps.source;
    const { recording } = this.deps;
    const shown = peers === 'all' ? recording.peers.peers.map(({ identity }) => identity) : peers;
    return shown.every(({ pid, peer }) =>
      muted.some((each) => each.pid === pid && each.peer === peer),
    );
  }

  /** Has the page show something else. @param toFirst It goes to the first row that the filter finds. */
  ask(query: LadderQuery, toFirst = false): void {
    if (this.listening) this.deps.notify('setQuery', { query, ...(toFirst && { toFirst }) });
    else this.asked = query;
  }

  /** Goes to a row of the capture, once the page shows what it is to show. */
  goTo(row: number): void {
    this.going = this.listening ? undefined : row;
    if (this.listening) this.deps.notify('goTo', { row });
  }

  /** Shows all that names a transaction or block, and its story. */
  follow(hash: string): void {
    this.ask(this.story.follow(hash));
  }

  /** Whose rows it shows. */
  get peers(): LadderSource['peers'] {
    return this.deps.source.peers;
  }

  /** How many rows are shown; what a spacing puts between them is none. */
  get rowCount(): number {
    return this.rows?.count ?? 0;
  }

  /** All rows of the capture that are shown, for an export of more than what is in view. */
  get allRows(): number[] {
    return this.rows?.all ?? [];
  }

  /** Those of them that the filter finds, where it marks them. */
  get markedRows(): number[] {
    return this.rows?.marked ?? [];
  }

  /** Whether the filter leaves a row. */
  isShown(row: number): boolean {
    return this.rows?.locate(row).exact ?? false;
  }

  /** The rows that this one answers or came of, and that answered it or came of it. */
  pairOf(row: number): { request: number | undefined; answer: number | undefined } {
    const { pairs, causes } = this.rowsDeps;
    return {
      request: pairs.requestOf(row) ?? causes.causeOf(row)?.row,
      answer: pairs.answerOf(row) ?? outcomeOf(causes, row, this.deps.recording.capture.index),
    };
  }

  /** Rows of the capture at positions [from, to), as they were selected. */
  rowsAt(from: number, to: number): number[] {
    return this.rows?.rowsAt(from, to) ?? [];
  }

  /** The page is hidden: it is gone until it says `ready` again. */
  hidden(): void {
    this.listening = false;
    this.early = undefined;
  }

  /** The recording has grown or ended, or an alias has changed: what is on screen may be another thing. */
  refresh(): void {
    if (this.listening) this.growth.trigger();
  }

  dispose(): void {
    this.disposables.dispose();
  }

  /** What is known of rows later than the rows themselves. */
  private get known(): readonly Pick<Pairs, 'onGrow'>[] {
    return [this.rowsDeps.pairs, this.rowsDeps.findings];
  }

  private throttle(ms: number, work: () => void): Throttle {
    return this.disposables.add(new Throttle(() => ms, work));
  }

  /** Reads what a new page shows first, and sends it, while VS Code loads the page. */
  prepare(): void {
    this.prepared = this.prepareFirst().catch(() => undefined);
  }

  private async prepareFirst(): Promise<PreparedRows | undefined> {
    // VS Code is told of the new panel from a timer, too, and loads it meanwhile.
    await setTimeout();
    if (this.isOver || !this.hasAnything()) return undefined;
    const rows = (this.next = new LadderRows(this.rowsDeps, EVERYTHING));
    const { recording } = this.deps;
    const lanes = this.rowsDeps.lifelines.revision;
    // A trace that goes on is followed; what is over is read from its beginning.
    const isLive = recording.live && !recording.reading;
    const prepared = await prepareRows(rows, lanes, isLive ? 'end' : undefined);
    if (this.disposables.disposed) return undefined;
    if (this.listening || this.asked || this.next !== rows) return prepared;
    this.early = this.take(rows, prepared);
    return undefined;
  }

  private async ready(kept: LadderQuery): Promise<void> {
    this.listening = true;
    const prepared = this.prepared && (await this.prepared);
    this.prepared = undefined;
    if (this.isHidden) return;
    const { early } = this;
    this.early = undefined;
    if (early && !this.asked) {
      // Once more, should it have been lost: the page shows it once.
      this.deps.notify('show', { ...early, first: undefined });
      this.growth.trigger();
      this.staleness.trigger();
      return;
    }
    // A page that was hidden just after it asked for another view has not kept that.
    const query = this.asked ?? this.next?.query ?? this.rows?.query ?? kept;
    this.asked = undefined;
    if (!this.canShow()) return;
    const { next } = this;
    const isPrepared = prepared && next && isDeepStrictEqual(next.query, query);
    const rows = isPrepared ? next : this.rowsOf(query);
    if (isPrepared) next.update();
    if (rows instanceof LadderRows) this.take(rows, isPrepared ? prepared : undefined);
    // A page that shows nothing yet may bring a filter of another version, which makes no sense here.
    else void this.show({ query: { ...query, filter: '' } });
  }

  /** @returns Why the filter makes no sense, or finds nothing yet; then what is shown stays. */
  private async show(wanted: ViewQuery): Promise<FilterProblem | undefined> {
    if (!this.canShow()) return undefined;
    const rows = this.rowsOf(wanted.query);
    if (!(rows instanceof LadderRows)) return rows;
    this.next?.dispose();
    this.next = rows;
    // Until something is found, the page keeps what it shows.
    if (this.rows && !rows.isReady) await firstFound(rows, this.known);
    return this.isNext(rows) ? this.takeFound(rows, wanted) : undefined;
  }

  /** Nothing else was asked for while something was awaited. */
  private isNext(rows: LadderRows): boolean {
    return this.next === rows && !this.isOver;
  }

  /** It may have come to be while something was awaited. */
  private get isHidden(): boolean {
    return !this.listening;
  }

  /** As {@link isHidden}. */
  private get isOver(): boolean {
    return this.disposables.disposed;
  }

  private canShow(): boolean {
    const can = this.hasAnything();
    if (!can) this.gone();
    return can;
  }

  private hasAnything(): boolean {
    const { lifelines } = this.rowsDeps;
    lifelines.update();
    return !lifelines.gone && !(lifelines.empty && this.deps.source.peers !== 'all');
  }

  private take(rows: LadderRows, prepared?: PreparedRows, anchor?: Anchor): ShownView {
    if (this.next !== rows) this.next?.dispose();
    this.next = undefined;
    this.rows?.dispose();
    this.rows = rows;
    rows.onGrow(() => {
      this.refresh();
      if (this.listening) this.staleness.trigger();
    });
    // What was found before anybody listened is counted now, or nobody would hear of it.
    rows.update();
    const shown = this.present(rows, prepared, anchor);
    // What was found since they were sorted was told to nobody.
    if (rows.outdated) this.refresh();
    return shown;
  }

  private async takeFound(
    rows: LadderRows,
    { writing = false, around }: ViewQuery,
  ): Promise<FilterProblem | undefined> {
    const unknown = writing && this.rows ? unknownWord(rows) : undefined;
    if (unknown) {
      this.next = undefined;
      rows.dispose();
      return { ...unknown, findsNothing: true };
    }
    // Something was waited for, and found since they were sorted.
    if (rows.outdated) rows.sort();
    const { revision } = this.rowsDeps.lifelines;
    // What cannot be read is asked for again by the page, which then says why.
    const prepared = await prepareRows(rows, revision, around, this.rows).catch(() => undefined);
    if (this.isNext(rows))
      this.take(rows, prepared, typeof around === 'object' ? around : undefined);
    return undefined;
  }

  /** @param anchor A row that stays where it is in the window. */
  private present(rows: LadderRows, prepared?: PreparedRows, anchor?: Anchor): ShownView {
    const { lifelines } = this.rowsDeps;
    // While the page was loaded, the oldest rows may have been deleted, and lanes given out anew.
    const holds = prepared?.base === rows.first && prepared.lanes === lifelines.revision;
    const known = holds ? prepared : undefined;
    const { index } = this.deps.recording.capture;
    this.shownLifelines = lifelines.revision;
    const header = lifelines.header();
    this.postedHeader = JSON.stringify(header);
    this.base = rows.first;
    this.watched = undefined;
    const growth = this.growthOf(rows);
    this.postedGrowth = JSON.stringify(growth);
    const start = Math.min(index.firstRow, index.length - 1);
    const shown: ShownView = {
      generation: ++this.generation,
      source: this.deps.source,
      header,
      timeFormat: this.deps.timeFormat,
      startUs: start < 0 ? 0 : this.deps.recording.wallUs(index.timeNs(start)),
      zoneMinutes: -new Date().getTimezoneOffset(),
      query: rows.query,
      ...growth,
      first: known?.first,
      located: anchor && this.locate(this.generation, anchor.row),
    };
    this.deps.notify('show', shown);
    this.sent.clear();
    if (known) {
      this.sent.add(known.base + known.first.from, known.sent);
      // Answers may have been found since.
      this.staleness.trigger();
    }
    this.story.tell(this.rows);
    return shown;
  }

  /** The growth in rows as the page counts them. */
  private growthOf({ growth }: LadderRows): Growth {
    return { ...growth, length: growth.length - this.base };
  }

  /** The page shows nothing any more. */
  private gone(): void {
    const { capture } = this.deps.recording;
    const why = capture.index.firstRow > 0 ? peersRotated() : captureGone(this.deps.source.capture);
    this.deps.notify('gone', { text: why.toString() });
    this.listening = false;
  }

  private rowsOf(query: LadderQuery): LadderRows | FilterProblem {
    return orProblem(() => new LadderRows(this.rowsDeps, query));
  }

  private grow(): void {
    const { rows } = this;
    const { lifelines } = this.rowsDeps;
    if (!this.listening || !rows) return;
    lifelines.update();
    if (lifelines.gone) {
      this.gone();
      return;
    }
    rows.update();
    // Rows that were sent stand between lines that do not exist any more, or where others are by now.
    if (lifelines.revision !== this.shownLifelines || rows.first !== this.base) {
      this.present(rows);
      return;
    }
    if (rows.isUnsorted(this.deps.recording.live)) {
      rows.sort();
      this.present(rows);
      return;
    }
    const growth = this.growthOf(rows);
    const said = JSON.stringify(growth);
    if (said !== this.postedGrowth)
      this.deps.notify('grown', { generation: this.generation, ...growth });
    this.postedGrowth = said;
    const header = lifelines.header();
    const text = JSON.stringify(header);
    if (text !== this.postedHeader) this.deps.notify('header', { header });
    this.postedHeader = text;
    void this.tellHeads();
    this.story.tell(this.rows);
  }

  /** @param watch The page is told when other peers have lanes there. */
  private async heads(
    generation: number,
    from: number,
    to: number,
    watch: boolean,
  ): Promise<Heads | undefined> {
    const { rows, base } = this;
    if (!rows || generation !== this.generation) return undefined;
    const watched = { from, to, said: '' };
    if (watch) this.watched = watched;
    const heads = await headsAt(rows, base, from, to);
    if (generation !== this.generation) return undefined;
    watched.said = looksOf(heads);
    return heads;
  }

  private async tellHeads(): Promise<void> {
    const { rows, watched, generation, base } = this;
    if (!rows || !watched) return;
    const heads = await headsAt(rows, base, watched.from, watched.to);
    const said = looksOf(heads);
    if (generation !== this.generation || watched !== this.watched || said === watched.said) return;
    watched.said = said;
    if (this.listening) this.deps.notify('heads', { generation, ...heads });
  }

  private checkStale(): void {
    const { rows, generation } = this;
    if (!this.listening || !rows) return;
    if (this.sent.update(rows)) this.deps.notify('stale', { generation });
  }

  private async read(
    generation: number,
    from: number,
    to: number,
  ): Promise<LadderRow[] | undefined> {
    const { rows, base } = this;
    // Where rows were deleted, the page is about to be shown again, and will ask again.
    const isOld = (): boolean => generation !== this.generation || rows?.first !== base;
    if (!rows || isOld()) return undefined;
    let read: LadderRow[];
    try {
      read = await rows.read(from + base, to + base);
    } catch (error) {
      if (isOld()) return undefined;
      throw error;
    }
    if (isOld()) return undefined;
    this.sent.add(from + base, sentOf(rows, read));
    return read;
  }

  private locate(generation: number, row: number): LocatedRow | undefined {
    if (!this.rows || generation !== this.generation) return undefined;
    const { position, exact } = this.rows.locate(row);
    const { index } = this.deps.recording.capture;
    // What a page kept may be of a file that had more rows.
    const isThere = row >= index.firstRow && row < index.length;
    const elsewhere = !exact && isThere && !this.rowsDeps.lifelines.has(index.peer(row));
    return { row, position: position - this.base, exact, ...(elsewhere && { elsewhere }) };
  }

  private async find(
    generation: number,
    position: number,
    backward: boolean,
  ): Promise<LocatedRow | 'none' | undefined> {
    const { rows } = this;
    if (!rows || generation !== this.generation) return undefined;
    const look = () => rows.find(position + this.base, backward);
    // That there is none is known only once all were looked at.
    const isFound = () => {
      const { scanned, problem } = rows.growth;
      return scanned >= 1 || problem !== '' || look() !== undefined;
    };
    if (!isFound()) await firstFound(rows, this.known, isFound);
    if (generation !== this.generation) return undefined;
    const next = look();
    if (next === undefined) return 'none';
    const [row = -1] = this.rowsAt(next, next + 1);
    return { row, position: next - this.base, exact: true };
  }

  private overview(generation: number, count: number): OverviewBucket[] | undefined {
    const { rows } = this;
    if (!rows || generation !== this.generation) return undefined;
    // What is sorted has no time that goes on from row to row.
    if (rows.query.sort) return [];
    const view = rows.overview;
    const position = (row: number): number => view.position(row) - this.base;
    return overviewOf(this.deps.recording.capture.index, count, { ...view, position });
  }
}

/** What of heads shows: that they talk, not how much. */
function looksOf(heads: Heads): string {
  return JSON.stringify(heads, (key, value: unknown) => (key === 'talks' ? value !== 0 : value));
}

/** What nobody knows of the last word of a filter that finds nothing. */
function unknownWord({ growth, query }: LadderRows): FilterProblem | undefined {
  if (growth.length > 0) return undefined;
  return growth.hints.find(({ to }) => to >= query.filter.trimEnd().length);
}

/** @returns What it makes, or why the filter makes no sense. */
function orProblem<T>(make: () => T): T | FilterProblem {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    const { message: text, from, to, instead } = error;
    return { text, from, to, instead };
  }
}
