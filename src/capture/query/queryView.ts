import { setImmediate } from 'node:timers/promises';
import type { Disposable } from '../../shared/disposable';
import { Emitter } from '../../shared/emitter';
import type { Capture } from '../capture';
import { CHUNK_BITS, CHUNK_MASK, CHUNK_ROWS, Uint32List } from '../index/columns';
import type { Gap } from '../index/losses';
import { readEvents } from './readEvents';
import { QueryPredicate } from './queryPredicate';
import { Verdict, type Answers, type KnownFindings, type NetworkOf } from './rowPredicate';
import type { Query } from './term';

/** Milliseconds that the event loop may be held for at a time. */
const SLICE_MS = 4;
/** Rows that are read together: few at first, so that something shows at once. */
const FIRST_READ = 256;
const MOST_READ = 4096;

/** How far the answers to requests are known: what it says of rows below that will not change. */
export interface Horizon extends Answers {
  /** Below this row, answers are known. */
  readonly known: number;
  /** Below this row, a request is old enough to be called unanswered. */
  readonly settled: number;
}

export interface QueryScope {
  query: Query;
  /** By EventIndex.peers. */
  peer(number: number): boolean;
  /** What a peer is connected through; by default what its address tells. */
  networkOf?: NetworkOf;
  /** Missing: rows are not asked for findings. */
  findings?: KnownFindings;
  /** The first row that is looked at. */
  from: number;
  /** The first row that is not looked at any more. Missing: none. */
  until?: number | undefined;
  /** An earlier row that says the same: a view that has it leaves this one out. */
  sameAs?(row: number): number | undefined;
  /** A row that matches and is left out all the same; asked in ascending order. */
  isLeftOut?: ((row: number) => boolean) | undefined;
}

/**
 * The rows that match a query, ascending, growing at the end only. What the columns decide is
 * there after a few milliseconds; what has to be read follows in slices, in order, while other work
 * goes on.
 */
export class QueryView implements Disposable {
  private readonly rows = new Uint32List();
  private readonly test: QueryPredicate;
  private readonly grown = new Emitter<void>();
  /** By EventIndex.peer, as far as it was asked: whether its rows are looked at. */
  private peers: (boolean | undefined)[] = [];
  private seen: number;
  /** Rows below this one were there at the beginning. */
  private readonly atFirst: number;
  private running = false;
  private disposed = false;
  private failure: Error | undefined;

  /** More rows, or more were looked at; not fired within the constructor or `update`. */
  readonly onGrow = this.grown.event;

  constructor(
    private readonly capture: Capture,
    private readonly scope: QueryScope,
    private readonly horizon: Horizon,
  ) {
    this.test = new QueryPredicate(
      scope.query,
      capture.index,
      horizon,
      scope.networkOf,
      scope.findings,
    );
    this.seen = Math.max(scope.from, capture.index.firstRow);
    this.atFirst = capture.index.length;
    this.update();
  }

  /** The position after the last. */
  get length(): number {
    return this.rows.length;
  }

  /** The first position whose row is still there. */
  get first(): number {
    return this.rows.lowerBound(this.capture.index.firstRow);
  }

  /** Rows of the index of which it is known whether they are in the view: [0, here). */
  get scanned(): number {
    return this.seen >= this.stop ? this.capture.index.length : this.seen;
  }

  /** Rows that were there at the beginning are still to be looked at. */
  get searching(): boolean {
    if (this.failure) return false;
    if (this.horizonEnd < Math.min(this.atFirst, this.stop)) return true;
    return this.seen < Math.min(this.atFirst, this.end);
  }

  /** Why nothing more is found. */
  get error(): Error | undefined {
    return this.failure;
  }

  /** @throws RangeError beyond the end and for rows that are gone. */
  at(i: number): number {
    const row = this.rows.at(i);
    if (row === undefined) throw new RangeError(`no row ${i} of ${this.length} in the view`);
    return row;
  }

  /** @returns The first position whose row is not before this row of the index. */
  positionOf(row: number): number {
    return this.rows.lowerBound(row);
  }

  /** Events missing between the rows at i - 1 and i, also before rows that the query hides. */
  gapsBefore(i: number): readonly Gap[] {
    const { index } = this.capture;
    const after = i <= this.first ? Math.max(this.scope.from, index.firstRow) - 1 : this.at(i - 1);
    if (i < this.length) return index.losses.between(after, this.at(i));
    const { until } = this.scope;
    return until === undefined
      ? index.losses.after(after)
      : index.losses.between(after, Math.max(after, until - 1));
  }

  /** Looks at new rows: at once as far as that is quick, the rest soon. */
  update(): void {
    if (this.running || this.disposed || this.failure) return;
    if (!this.test.reads && this.passColumns()) return;
    if (this.seen >= this.end) return;
    this.running = true;
    this.goOn().catch((error: unknown) => {
      this.failure = error as Error;
      this.grown.fire();
    });
  }

  dispose(): void {
    this.disposed = true;
    this.grown.dispose();
  }

  private get stop(): number {
    return this.scope.until ?? Infinity;
  }

  /** Rows that can be judged now. */
  private get end(): number {
    const end = Math.min(this.capture.index.length, this.stop, this.horizonEnd);
    return this.test.needsPatience ? Math.min(end, this.horizon.settled) : end;
  }

  /** What the query asks for is known of the rows below this one. */
  private get horizonEnd(): number {
    const { test, horizon, scope } = this;
    const answers = test.needsAnswers ? horizon.known : Infinity;
    const findings = test.needsFindings && scope.findings ? scope.findings.known : Infinity;
    return Math.min(answers, findings);
  }

  private async goOn(): Promise<void> {
    let most = FIRST_READ;
    while (!this.disposed && this.seen < this.end) {
      if (this.test.reads) {
        await this.passReading(most);
        most = Math.min(most * 2, MOST_READ);
      } else {
        this.passColumns();
      }
      await setImmediate();
      // Nobody listens any more once this is disposed of.
      this.grown.fire();
    }
    this.running = false;
  }

  /** @returns Whether all rows were looked at. */
  private passColumns(): boolean {
    const { index } = this.capture;
    const until = performance.now() + SLICE_MS;
    this.beginSlice();
    for (const { end } = this; this.seen < end && performance.now() < until;) {
      const first = this.seen & ~CHUNK_MASK;
      // A part of a chunk, so that the time is looked at often enough.
      const stop = Math.min(end, first + CHUNK_ROWS, this.seen + 8192);
      const chunk = index.chunks[first >>> CHUNK_BITS]!;
      for (let row = this.seen; row < stop; row++) {
        const i = row - first;
        if (!this.isOfPeer(chunk.peer[i]!)) continue;
        if (this.test.columns(chunk, i, row) === Verdict.Yes) this.take(row);
      }
      this.seen = stop;
    }
    return this.seen >= this.end;
  }

  /** @param most Rows to read. */
  private async passReading(most: number): Promise<void> {
    const { index } = this.capture;
    const until = performance.now() + SLICE_MS;
    this.beginSlice();
    const undecided: number[] = [];
    const decided: number[] = [];
    let row = this.seen;
    for (const { end } = this; row < end && undecided.length < most; row++) {
      if ((row & 0x1fff) === 0 && performance.now() > until) break;
      const chunk = index.chunks[row >>> CHUNK_BITS]!;
      if (!this.isOfPeer(chunk.peer[row & CHUNK_MASK]!)) continue;
      const verdict = this.test.columns(chunk, row & CHUNK_MASK, row);
      if (verdict === Verdict.Yes) decided.push(row);
      else if (verdict === Verdict.Read) undecided.push(row);
    }
    const read = await this.read(undecided);
    if (this.disposed) return;
    for (const found of merge(decided, read)) if (found >= index.firstRow) this.take(found);
    this.seen = row;
  }

  private async read(rows: readonly number[]): Promise<number[]> {
    const { index } = this.capture;
    const found: number[] = [];
    let until = performance.now() + SLICE_MS;
    for await (const events of readEvents(this.capture, rows)) {
      for (const event of events) {
        const chunk = index.chunks[event.row >>> CHUNK_BITS];
        if (chunk && this.test.event(event, chunk, event.row & CHUNK_MASK)) found.push(event.row);
        if (performance.now() < until) continue;
        await setImmediate();
        if (this.disposed) return found;
        until = performance.now() + SLICE_MS;
      }
    }
    return found;
  }

  private take(row: number): void {
    if (this.scope.isLeftOut?.(row)) return;
    const same = this.scope.sameAs?.(row);
    if (same !== undefined && this.rows.at(this.rows.lowerBound(same)) === same) return;
    this.rows.push(row);
  }

  private isOfPeer(number: number): boolean {
    return (this.peers[number] ??= this.scope.peer(number) && this.test.peer(number));
  }

  /** Forgets what the index has dropped, and what may be said of peers by now: both stay as they are in a slice. */
  private beginSlice(): void {
    this.peers = [];
    const { firstRow } = this.capture.index;
    this.rows.dropBefore(this.rows.lowerBound(firstRow));
    this.seen = Math.max(this.seen, firstRow);
  }
}

/** Two ascending lists as one. */
function merge(a: readonly number[], b: readonly number[]): number[] {
  if (b.length === 0) return [...a];
  if (a.length === 0) return [...b];
  return [...a, ...b].sort((x, y) => x - y);
}
