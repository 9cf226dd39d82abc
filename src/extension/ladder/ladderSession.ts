import { complete } from '../../capture/query/complete';
import { QueryError } from '../../capture/query/queryError';
import { tellStory } from '../../capture/query/story';
import { assertNever } from '../../shared/assertNever';
import { DisposableList, type Disposable } from '../../shared/disposable';
import { captureGone, peersRotated } from '../../shared/errors/errors';
import {
  EVERYTHING,
  type Drawing,
  type Growth,
  type HostToLadder,
  type LadderQuery,
  type LadderRow,
  type LadderSource,
  type LadderToHost,
  type OptionalColumn,
  type TimeFormat,
} from '../../shared/webview/ladderProtocol';
import { LADDER_COMMANDS } from '../host/ids';
import type { Recording } from '../captures/recording';
import { Throttle } from '../host/throttle';
import { ladderParts, type LadderParts } from './ladderParts';
import { LadderRows } from './ladderRows';
import type { AliasOf } from './lifelines';
import { overviewOf } from './overview';
import { storyLines } from './storyText';

const GROW_MS = 100;
/** What is shown may be asked for again this often, as more is known of it. */
const STALE_MS = 400;
/** Peers whose message types are offered. */
const MOST_COMPLETED = 1000;
/** Rows that a story is told of. */
const MOST_STORY_ROWS = 5000;
/** A filter by nothing but whole hashes tells their story. */
const STORY = /^\s*hash:[0-9a-f]{64}(\|[0-9a-f]{64})*\s*$/i;

export interface LadderLink {
  post(message: HostToLadder): void;
  inspect(row: number): void;
  select(selection: { row: number; from: number; to: number }): void;
  saveDrawing(drawing: Drawing): void;
  savedFilters(query: LadderQuery): void;
  chooseColumns(hidden: readonly OptionalColumn[]): void;
  run(command: string): void;
}

/** One ladder's side of the protocol: knows what it shows, answers, and tells of growth. */
export class LadderSession implements Disposable {
  private readonly disposables = new DisposableList();
  private readonly growth = this.throttle(GROW_MS, () => this.grow());
  private readonly staleness = this.throttle(STALE_MS, () => this.checkStale());
  private readonly parts: LadderParts;
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
  /** The page is loaded and on screen: what is posted to another is dropped. */
  private listening = false;

  constructor(
    private readonly recording: Recording,
    private readonly source: LadderSource,
    private readonly timeFormat: TimeFormat,
    aliasOf: AliasOf,
    private readonly link: LadderLink,
  ) {
    const { capture } = recording;
    this.parts = ladderParts(recording, source.peers, aliasOf);
    this.disposables.add(capture.onAppend(() => this.refresh()));
    this.disposables.add(
      this.parts.pairs.onGrow(() => {
        if (!this.listening) return;
        this.staleness.trigger();
        this.growth.trigger();
      }),
    );
    this.disposables.add({ dispose: () => this.rows?.dispose() });
  }

  /** What the page shows, for the menus that ask for another. */
  get query(): LadderQuery {
    return this.rows?.query ?? EVERYTHING;
  }

  receive(message: LadderToHost): void {
    switch (message.type) {
      case 'ready':
        this.listening = true;
        // A page that was hidden just after it asked for another view has not kept that.
        this.show(this.asked ?? this.rows?.query ?? message.query, true);
        this.asked = undefined;
        return;
      case 'query':
        this.show(message.query);
        return;
      case 'clear':
        this.show({ ...message.query, from: this.recording.capture.index.length });
        return;
      case 'rows':
        void this.answer(message.generation, message.from, message.to);
        return;
      case 'complete':
        this.complete(message.text, message.cursor);
        return;
      case 'locate':
        this.locate(message.row, message.go);
        return;
      case 'find':
        this.find(message);
        return;
      case 'overview':
        this.overview(message.buckets);
        return;
      case 'columns':
        this.link.chooseColumns(message.hidden);
        return;
      case 'savedFilters':
        this.link.savedFilters(message.query);
        return;
      case 'drawn':
        this.link.saveDrawing(message);
        return;
      case 'inspect':
        this.link.inspect(message.row);
        return;
      case 'select':
        this.link.select({
          row: message.row,
          from: message.from + this.base,
          to: message.to + this.base,
        });
        return;
      case 'run':
        this.link.run(LADDER_COMMANDS[message.command]);
        return;
      default:
        assertNever(message);
    }
  }

  /** Has the page show something else. */
  ask(query: LadderQuery): void {
    if (this.listening) this.link.post({ type: 'setQuery', query });
    else this.asked = query;
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

  /** @param first The page shows nothing yet. */
  private show(query: LadderQuery, first = false): void {
    const { lifelines } = this.parts;
    lifelines.update();
    if (lifelines.gone || (lifelines.empty && this.source.peers !== 'all')) {
      this.gone();
      return;
    }
    const wanted = this.rowsOf(query);
    // What is shown stays; there is nothing yet where a page brings a filter of another version.
    if (!wanted && this.rows && !first) return;
    const rows = wanted ?? this.rowsOf({ ...query, filter: '' });
    if (!rows) return;
    this.rows?.dispose();
    this.rows = rows;
    rows.onGrow(() => this.refresh());
    this.present(rows);
  }

  private present(rows: LadderRows): void {
    const { lifelines } = this.parts;
    const { index } = this.recording.capture;
    this.shownLifelines = lifelines.revision;
    const header = lifelines.header();
    this.postedHeader = JSON.stringify(header);
    this.base = rows.first;
    const growth = this.growthOf(rows);
    this.postedGrowth = JSON.stringify(growth);
    const start = Math.min(index.firstRow, index.length - 1);
    this.link.post({
      type: 'show',
      generation: ++this.generation,
      source: this.source,
      header,
      timeFormat: this.timeFormat,
      startUs: start < 0 ? 0 : this.recording.wallUs(index.timeNs(start)),
      zoneMinutes: -new Date().getTimezoneOffset(),
      query: rows.query,
      ...growth,
    });
    this.tellStory();
  }

  /** As the page counts. */
  private growthOf({ growth }: LadderRows): Growth {
    return { ...growth, length: growth.length - this.base };
  }

  /** The page shows nothing any more. */
  private gone(): void {
    const { capture } = this.recording;
    const why = capture.index.firstRow > 0 ? peersRotated() : captureGone(this.source.capture);
    this.link.post({ type: 'gone', text: why.toString() });
    this.listening = false;
  }

  /** @returns undefined for a filter that makes no sense, which the page is told. */
  private rowsOf(query: LadderQuery): LadderRows | undefined {
    try {
      return new LadderRows(this.parts, query);
    } catch (error) {
      if (!(error instanceof QueryError)) throw error;
      const { message: text, from, to } = error;
      this.link.post({ type: 'filterError', text, from, to });
      return undefined;
    }
  }

  private grow(): void {
    const { rows } = this;
    const { lifelines } = this.parts;
    if (!this.listening || !rows) return;
    lifelines.update();
    if (lifelines.gone) {
      this.gone();
      return;
    }
    rows.update();
    // Rows that were sent stand between lines that are no more, or where others are by now.
    if (lifelines.revision !== this.shownLifelines || rows.first !== this.base) {
      this.present(rows);
      return;
    }
    const growth = this.growthOf(rows);
    const said = JSON.stringify(growth);
    if (said !== this.postedGrowth)
      this.link.post({ type: 'grown', generation: this.generation, ...growth });
    this.postedGrowth = said;
    const header = lifelines.header();
    const text = JSON.stringify(header);
    if (text !== this.postedHeader) this.link.post({ type: 'header', header });
    this.postedHeader = text;
    this.tellStory();
  }

  private checkStale(): void {
    const { rows, sent, generation } = this;
    if (!this.listening || !rows) return;
    const pairs = rows.pairsOf(sent.rows);
    if (pairs === sent.pairs) return;
    sent.pairs = pairs;
    this.link.post({ type: 'stale', generation });
  }

  private async answer(generation: number, from: number, to: number): Promise<void> {
    const { rows, base } = this;
    if (generation !== this.generation || !rows) return;
    // Where rows have gone, the page is about to be shown anew, and asks again.
    const isOld = (): boolean => generation !== this.generation || rows.first !== base;
    let read: LadderRow[];
    try {
      read = await rows.read(from + base, to + base);
    } catch (error) {
      if (isOld()) return;
      throw error;
    }
    if (isOld()) return;
    const numbers = read.map(({ row }) => row);
    this.sent = { rows: numbers, pairs: rows.pairsOf(numbers) };
    this.link.post({ type: 'rows', generation, from, rows: read });
  }

  private complete(text: string, cursor: number): void {
    const { lifelines } = this.parts;
    const types = new Set<string>();
    const connections = new Set<string>();
    const peers = this.recording.peers.peers.filter(({ identity }) => lifelines.shows(identity));
    for (const { identity, types: ofPeer } of peers.slice(0, MOST_COMPLETED)) {
      connections.add(identity.connectionType);
      for (const { messageType } of ofPeer.values()) if (messageType) types.add(messageType);
    }
    const items = complete(text, cursor, {
      messageTypes: [...types],
      connectionTypes: [...connections],
      peers: peers.map(({ identity }) => identity.peer),
    });
    this.link.post({ type: 'completions', text, cursor, items });
  }

  private locate(row: number, go: boolean): void {
    if (!this.rows) return;
    const { generation } = this;
    const { position, exact } = this.rows.locate(row);
    const located = { position: position - this.base, exact };
    this.link.post({ type: 'located', generation, row, go, ...located });
  }

  private find({ position, backward }: Extract<LadderToHost, { type: 'find' }>): void {
    const next = this.rows?.find(position + this.base, backward);
    const [row = -1] = next === undefined ? [] : this.rowsAt(next, next + 1);
    const found = { position: next && next - this.base, exact: next !== undefined, row, go: true };
    this.link.post({ type: 'located', generation: this.generation, ...found });
  }

  private overview(count: number): void {
    const { rows, generation } = this;
    if (!rows) return;
    const positionOf = (row: number): number => rows.locate(row).position - this.base;
    const buckets = overviewOf(this.recording.capture.index, count, positionOf);
    this.link.post({ type: 'overview', generation, buckets });
  }

  private tellStory(): void {
    const { rows } = this;
    const told = rows !== undefined && STORY.test(rows.query.filter);
    const { index } = this.recording.capture;
    const first = rows?.first ?? 0;
    const lines = told
      ? storyLines(tellStory(index, rows.rowsAt(first, first + MOST_STORY_ROWS)))
      : [];
    const text = lines.join('\n');
    if (text === this.postedStory) return;
    this.postedStory = text;
    this.link.post({ type: 'story', lines });
  }
}
