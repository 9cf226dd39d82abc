import { setImmediate, setTimeout as wait } from 'node:timers/promises';
import { DisposableList, type Disposable } from '../../shared/disposable';
import { Emitter } from '../../shared/emitter';
import type { Capture } from '../capture';
import type { PairRole } from '../../bitcoin/messages/pairRole';
import { RECORDS } from '../../bitcoin/messages/records';
import { isMessage } from '../index/eventIndex';
import { OTHER_TYPE } from '../index/messageTypeTable';
import { groupOf, Matcher, opposite, pairRoleOf } from './matcher';
import { PairColumns } from '../index/pairColumns';
import type { Horizon } from './queryView';
import { readEvents } from './readEvents';

/** An answer that did not come within this does not come, nanoseconds. */
export const PATIENCE_NS = 10e9;
/** Rows that are read together. */
const STEP = 2048;
/** Milliseconds that the event loop may be held for at a time. */
const SLICE_MS = 6;
/** What opens a view first shows it: milliseconds until the view's pairs are looked for. */
const FIRST_MS = 400;
/** Milliseconds between two looks at how far it is. */
const LOOK_MS = 5;

/** Exchanges in which an answer is looked at only if it was asked for. */
const CHOOSY = new Set(
  RECORDS.flatMap(({ pair }) => {
    const answers = pair === 'none' ? undefined : pair.answers;
    return answers?.onlyIfAsked ? [answers.exchange] : [];
  }),
);

/**
 * Requests and answers of a whole capture, found while somebody looks at it: the payloads they are
 * joined by are read back from the capture, in order and in slices. Nothing is
 * added to the work of appending, so that a burst is recorded as fast as without it; what it costs is
 * 10 bytes of memory a row, and some 5 µs of the processor for each, once.
 */
export class Pairs implements Disposable, Horizon {
  private readonly disposables = new DisposableList();
  private readonly columns = new PairColumns();
  private readonly matcher = new Matcher(this.columns);
  private readonly grown = this.disposables.add(new Emitter<void>());
  /** Roles by message type id; null for a type that is never part of a pair. */
  private readonly roles: (PairRole | null)[] = [];
  private running = false;
  private seen: number;
  /** Rows below this one have waited long enough for an answer. */
  private patient: number;

  /** More rows are known. */
  readonly onGrow = this.grown.event;

  /**
   * @param isLive More may come: an answer that is not there may be on its way.
   * @param watchers How many look at it from the beginning.
   */
  constructor(
    private readonly capture: Capture,
    private readonly isLive: () => boolean,
    private watchers = 1,
  ) {
    this.seen = this.patient = capture.index.firstRow;
    this.disposables.add(capture.onAppend(() => this.update()));
    this.update();
  }

  get known(): number {
    return this.seen;
  }

  get settled(): number {
    if (!this.isLive()) return this.seen;
    return Math.min(this.seen, Math.max(this.patient, this.capture.index.firstRow));
  }

  /** The row that this one answers. */
  requestOf(row: number): number | undefined {
    return this.kept(this.columns.request(row));
  }

  /** The latest row that answers this one. */
  answerOf(row: number): number | undefined {
    return this.kept(this.columns.answer(row));
  }

  /** How many of the things that a request asks for did not come, so far. */
  missing(row: number): number {
    return this.columns.missing(row);
  }

  latencyNs(row: number): number | undefined {
    const request = this.requestOf(row);
    const { index } = this.capture;
    return request === undefined ? undefined : index.timeNs(row) - index.timeNs(request);
  }

  unanswered(row: number): boolean {
    return this.columns.missing(row) > 0 && row < this.settled;
  }

  /**
   * Waits until all rows below this one are known, or cannot be read; while somebody watches.
   * @param end At most the capture's length.
   */
  async until(end: number, signal?: AbortSignal): Promise<void> {
    this.update();
    while (this.seen < end && !this.disposables.disposed && !signal?.aborted) await wait(LOOK_MS);
  }

  /**
   * Somebody looks, until what is returned is disposed of. While nobody does, nothing is looked for in a
   * live capture; in one that is complete, what was begun is finished.
   */
  watch(): Disposable {
    this.watchers++;
    setTimeout(() => this.update(), FIRST_MS).unref();
    let watches = true;
    return {
      dispose: () => {
        if (watches) this.watchers--;
        watches = false;
      },
    };
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private get isIdle(): boolean {
    const begun = this.running && !this.isLive();
    return (this.watchers === 0 && !begun) || this.disposables.disposed;
  }

  private kept(row: number | undefined): number | undefined {
    return row !== undefined && row >= this.capture.index.firstRow ? row : undefined;
  }

  private update(): void {
    if (this.running || this.isIdle) return;
    this.running = true;
    this.goOn().catch(() => {
      // The capture cannot be read: whoever looks at a row says why.
      this.disposables.dispose();
    });
  }

  private async goOn(): Promise<void> {
    const { index } = this.capture;
    // What is appended now can be read once this run of the event loop is over.
    await setImmediate();
    while (!this.isIdle && this.seen < index.length) {
      this.seen = Math.max(this.seen, index.firstRow);
      this.columns.dropBefore(index.firstRow);
      const end = Math.min(index.length, this.seen + STEP);
      await this.match(this.pairedRows(this.seen, end));
      this.seen = end;
      this.losePatience();
      await setImmediate();
      this.grown.fire();
    }
    this.running = false;
  }

  /** Time passes with the newest row that is known. */
  private losePatience(): void {
    const { index } = this.capture;
    if (!this.isLive() || this.seen <= index.firstRow) return;
    const old = index.timeNs(this.seen - 1) - PATIENCE_NS;
    this.patient = Math.max(this.patient, index.firstRow);
    while (this.patient < this.seen && index.timeNs(this.patient) <= old) this.patient++;
  }

  private async match(rows: readonly number[]): Promise<void> {
    const { index } = this.capture;
    const limit = (row: number): number => this.role(row)?.bytes ?? 0;
    let until = performance.now() + SLICE_MS;
    for await (const events of readEvents(this.capture, rows, limit)) {
      for (const { row, messageType, payload } of events) {
        if (row < index.firstRow) continue;
        const direction = index.direction(row)!;
        const whole = payload.length === index.size(row);
        const message = { row, peer: index.peer(row), direction, messageType, payload, whole };
        this.matcher.add(message, this.role(row));
        if (performance.now() < until) continue;
        await setImmediate();
        if (this.disposables.disposed) return;
        until = performance.now() + SLICE_MS;
      }
    }
  }

  /** The rows of [from, to) that may be part of a pair. */
  private pairedRows(from: number, to: number): number[] {
    const { index } = this.capture;
    const rows: number[] = [];
    /** Groups that ask within these rows, which the matcher has not seen yet. */
    const asking = new Set<string>();
    for (let row = from; row < to; row++) {
      const role = this.role(row);
      if (!role) continue;
      const { asks, answers } = role;
      if (asks && CHOOSY.has(asks.exchange))
        asking.add(groupOf(index.peer(row), index.direction(row)!, asks.exchange));
      if (answers?.onlyIfAsked) {
        const group = groupOf(index.peer(row), opposite(index.direction(row)!), answers.exchange);
        if (!asking.has(group) && !this.matcher.waits(group)) continue;
      }
      rows.push(row);
    }
    return rows;
  }

  private role(row: number): PairRole | undefined {
    const { index } = this.capture;
    if (!isMessage(index.kind(row))) return undefined;
    const id = index.messageTypeId(row);
    if (id === OTHER_TYPE) return undefined;
    const known = (this.roles[id] ??= pairRoleOf(index.messageType(row)) ?? null);
    return known ?? undefined;
  }
}

const ofCaptures = new WeakMap<Capture, Pairs>();

/** The pairs of a capture, for all who look at it and `watch` them; they live as long as it does. */
export function pairsOfCapture(capture: Capture, isLive: () => boolean): Pairs {
  let pairs = ofCaptures.get(capture);
  if (!pairs) ofCaptures.set(capture, (pairs = new Pairs(capture, isLive, 0)));
  return pairs;
}
