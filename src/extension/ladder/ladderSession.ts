import { overviewOf } from '../../capture/query/overview';
import { QueryError } from '../../capture/query/queryError';
import { tellStory } from '../../capture/query/story';
import { DisposableList } from '../../shared/disposable';
import { captureGone, peersRotated } from '../../shared/errors/viewErrors';
import type { Handlers, Notify } from '../../shared/webview/channel';
import {
  EVERYTHING,
  type FilterProblem,
  type Growth,
  type LadderHost,
  type LadderPage,
  type LadderQuery,
  type LadderRow,
  type LadderSource,
  type LocatedRow,
  type OptionalColumn,
  type OverviewBucket,
  type PageCommand,
  type TimeFormat,
} from '../../shared/webview/ladderProtocol';
import type { Recording } from '../captures/recording';
import { Throttle } from '../host/throttle';
import type { ViewSession } from '../views/viewPanel';
import { filterCompletions } from './filterCompletions';
import { LadderRows } from './ladderRows';
import type { AliasOf } from './lifelines';
import { rowsDependencies, type RowsDependencies } from './rowsDependencies';
import { storyOf } from './storyText';

const GROW_MS = 100;
/** The least time between two requests for the rows in view, as more becomes known about them. */
const STALE_MS = 400;
/** Rows that a story covers at most. */
const MOST_STORY_ROWS = 5000;
/** A filter by nothing but whole hashes tells their story. */
const STORY = /^\s*hash:[0-9a-f]{64}(\|[0-9a-f]{64})*\s*$/i;

export interface LadderDependencies {
  recording: Recording;
  source: LadderSource;
  timeFormat: TimeFormat;
  aliasOf: AliasOf;
  /** Sends a notice to the page. */
  notify: Notify<LadderPage>;
  inspect(row: number): void | Promise<void>;
  select(selection: { row: number; from: number; to: number }): void | Promise<void>;
  savedFilters(query: LadderQuery): void | Promise<void>;
  chooseColumns(hidden: readonly OptionalColumn[]): void | Promise<void>;
  run(command: PageCommand): void;
  copyText(text: string): void | Promise<void>;
}

/** One ladder's side of the channel: knows what it shows, answers, and reports growth. */
export class LadderSession implements ViewSession<LadderHost> {
  private readonly disposables = new DisposableList();
  private readonly growth = this.throttle(GROW_MS, () => this.grow());
  private readonly staleness = this.throttle(STALE_MS, () => this.checkStale());
  private readonly rowsDeps: RowsDependencies;
  private rows: LadderRows | undefined;
  private generation = 0;
  private shownLifelines = 0;
  /** The position that the page counts from: of the first row that was there when it was shown. */
  private base = 0;
  private postedHeader = '';
  private postedGrowth = '';
  private postedStory = '';
  /** The rows that were last asked for, and what was known of their pairs. */
  private sent: { rows: number[]; pairs: string } = { rows: [], pairs: '' };
  /** What the page shall show once it is loaded, whatever it showed before. */
  private asked: LadderQuery | undefined;
  /** The page is loaded and on screen: what is sent to another is dropped. */
  private listening = false;

  constructor(private readonly deps: LadderDependencies) {
    const { recording, source, aliasOf } = deps;
    this.rowsDeps = rowsDependencies(recording, source.peers, aliasOf);
    this.disposables.add(recording.capture.onAppend(() => this.refresh()));
    this.disposables.add(
      recording.capture.bookmarks.onDidChange(() => {
        if (this.listening) this.deps.notify('stale', { generation: this.generation });
      }),
    );
    this.disposables.add(this.rowsDeps.scope);
    this.disposables.add(
      this.rowsDeps.pairs.onGrow(() => {
        if (!this.listening) return;
        this.staleness.trigger();
        this.growth.trigger();
      }),
    );
    this.disposables.add({ dispose: () => this.rows?.dispose() });
  }

  readonly handlers: Handlers<LadderHost> = {
    requests: {
      query: ({ query }) => this.show(query),
      clear: ({ query }) => this.show({ ...query, from: this.deps.recording.capture.index.length }),
      rows: ({ generation, from, to }) => this.read(generation, from, to),
      complete: ({ text, cursor }) => filterCompletions(this.rowsDeps, text, cursor),
      locate: ({ generation, row }) => this.locate(generation, row),
      find: ({ generation, position, backward }) => this.find(generation, position, backward),
      nth: ({ generation, row }) =>
        generation === this.generation ? this.rows?.nth(row) : undefined,
      overview: ({ generation, buckets }) => this.overview(generation, buckets),
    },
    notices: {
      ready: ({ query }) => this.ready(query),
      savedFilters: ({ query }) => this.deps.savedFilters(query),
      columns: ({ hidden }) => this.deps.chooseColumns(hidden),
      inspect: ({ row }) => this.deps.inspect(row),
      select: ({ row, from, to }) =>
        this.deps.select({ row, from: from + this.base, to: to + this.base }),
      run: ({ command }) => this.deps.run(command),
      copyText: ({ text }) => this.deps.copyText(text),
    },
  };

  /** What the page shows, for the menus that ask for another. */
  get query(): LadderQuery {
    return this.rows?.query ?? EVERYTHING;
  }

  /** Has the page show something else. */
  ask(query: LadderQuery): void {
    if (this.listening) this.deps.notify('setQuery', { query });
    else this.asked = query;
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

  /** To show a message in the inspector. */
  inspect(row: number): unknown {
    return this.deps.inspect(row);
  }

  /** Only one peer is shown, and no other will be. */
  get isOfOnePeer(): boolean {
    const { peers } = this.deps.source;
    return peers !== 'all' && peers.length === 1;
  }

  /** Whether the filter leaves a row. */
  isShown(row: number): boolean {
    return this.rows?.locate(row).exact ?? false;
  }

  /** The rows that this one answers, and that answered it. */
  pairOf(row: number): { request: number | undefined; answer: number | undefined } {
    const { pairs } = this.rowsDeps;
    return { request: pairs.requestOf(row), answer: pairs.answerOf(row) };
  }

  /** Rows of the capture at positions [from, to), as they were selected. */
  rowsAt(from: number, to: number): number[] {
    return this.rows?.rowsAt(from, to) ?? [];
  }

  /** The page is hidden: it is gone until it says `ready` again. */
  hidden(): void {
    this.listening = false;
  }

  /** The recording has grown or ended, or an alias has changed: what is on screen may be another thing. */
  refresh(): void {
    if (this.listening) this.growth.trigger();
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private throttle(ms: number, work: () => void): Throttle {
    return this.disposables.add(new Throttle(() => ms, work));
  }

  private ready(kept: LadderQuery): void {
    this.listening = true;
    // A page that was hidden just after it asked for another view has not kept that.
    const query = this.asked ?? this.rows?.query ?? kept;
    this.asked = undefined;
    // A page that shows nothing yet may bring a filter of another version, which makes no sense here.
    if (this.show(query)) this.show({ ...query, filter: '' });
  }

  /** @returns Why the filter makes no sense; then what is shown stays. */
  private show(query: LadderQuery): FilterProblem | undefined {
    const { lifelines } = this.rowsDeps;
    lifelines.update();
    if (lifelines.gone || (lifelines.empty && this.deps.source.peers !== 'all')) {
      this.gone();
      return undefined;
    }
    const rows = this.rowsOf(query);
    if (!(rows instanceof LadderRows)) return rows;
    this.rows?.dispose();
    this.rows = rows;
    rows.onGrow(() => this.refresh());
    this.present(rows);
    return undefined;
  }

  private present(rows: LadderRows): void {
    const { lifelines } = this.rowsDeps;
    const { index } = this.deps.recording.capture;
    this.shownLifelines = lifelines.revision;
    const header = lifelines.header();
    this.postedHeader = JSON.stringify(header);
    this.base = rows.first;
    const growth = this.growthOf(rows);
    this.postedGrowth = JSON.stringify(growth);
    const start = Math.min(index.firstRow, index.length - 1);
    this.deps.notify('show', {
      generation: ++this.generation,
      source: this.deps.source,
      header,
      timeFormat: this.deps.timeFormat,
      startUs: start < 0 ? 0 : this.deps.recording.wallUs(index.timeNs(start)),
      zoneMinutes: -new Date().getTimezoneOffset(),
      query: rows.query,
      ...growth,
    });
    this.tellStory();
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
    try {
      return new LadderRows(this.rowsDeps, query);
    } catch (error) {
      if (!(error instanceof QueryError)) throw error;
      const { message: text, from, to } = error;
      return { text, from, to };
    }
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
    const growth = this.growthOf(rows);
    const said = JSON.stringify(growth);
    if (said !== this.postedGrowth)
      this.deps.notify('grown', { generation: this.generation, ...growth });
    this.postedGrowth = said;
    const header = lifelines.header();
    const text = JSON.stringify(header);
    if (text !== this.postedHeader) this.deps.notify('header', { header });
    this.postedHeader = text;
    this.tellStory();
  }

  private checkStale(): void {
    const { rows, sent, generation } = this;
    if (!this.listening || !rows) return;
    const pairs = rows.pairsOf(sent.rows);
    if (pairs === sent.pairs) return;
    sent.pairs = pairs;
    this.deps.notify('stale', { generation });
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
    const numbers = read.map(({ row }) => row);
    this.sent = { rows: numbers, pairs: rows.pairsOf(numbers) };
    return read;
  }

  private locate(generation: number, row: number): LocatedRow | undefined {
    if (!this.rows || generation !== this.generation) return undefined;
    const { position, exact } = this.rows.locate(row);
    return { row, position: position - this.base, exact };
  }

  private find(
    generation: number,
    position: number,
    backward: boolean,
  ): LocatedRow | 'none' | undefined {
    if (!this.rows || generation !== this.generation) return undefined;
    const next = this.rows.find(position + this.base, backward);
    if (next === undefined) return 'none';
    const [row = -1] = this.rowsAt(next, next + 1);
    return { row, position: next - this.base, exact: true };
  }

  private overview(generation: number, count: number): OverviewBucket[] | undefined {
    const { rows } = this;
    if (!rows || generation !== this.generation) return undefined;
    const view = rows.overview;
    const position = (row: number): number => view.position(row) - this.base;
    return overviewOf(this.deps.recording.capture.index, count, { ...view, position });
  }

  private tellStory(): void {
    const { rows } = this;
    const told = rows !== undefined && STORY.test(rows.query.filter);
    const { index } = this.deps.recording.capture;
    const first = rows?.first ?? 0;
    const story = told
      ? storyOf(tellStory(index, rows.rowsAt(first, first + MOST_STORY_ROWS)))
      : undefined;
    const text = story ? JSON.stringify(story) : '';
    if (text === this.postedStory) return;
    this.postedStory = text;
    this.deps.notify('story', { story });
  }
}
