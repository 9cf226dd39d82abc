import type { Capture } from '../capture';
import type { PairRole } from '../../bitcoin/messages/pairRole';
import { RECORDS } from '../../bitcoin/messages/records';
import { isMessage } from '../index/eventIndex';
import { OTHER_TYPE } from '../index/messageTypeTable';
import { groupOf, Matcher, opposite, pairRoleOf } from './matcher';
import { PairColumns } from '../index/pairColumns';
import type { Horizon } from './queryView';
import { WatchedScan } from './watchedScan';

/** An answer that did not come within this does not come, nanoseconds. */
export const PATIENCE_NS = 10e9;
/** Exchanges in which an answer is looked at only if it was asked for. */
const CHOOSY = new Set(
  RECORDS.flatMap(({ pair }) => {
    const answers = pair === 'none' ? undefined : pair.answers;
    return answers?.onlyIfAsked ? [answers.exchange] : [];
  }),
);

/**
 * Requests and answers of a whole capture, found while somebody looks at it: the payloads they are
 * joined by are read back from the capture, in order and in slices. It costs 10 bytes of memory a row, and some
 * 5 µs of the processor for each, once.
 */
export class Pairs extends WatchedScan implements Horizon {
  private readonly columns = new PairColumns();
  private readonly matcher = new Matcher(this.columns);
  /** Roles by message type id; null for a type that is never part of a pair. */
  private readonly roles: (PairRole | null)[] = [];
  /** Rows below this one have waited long enough for an answer. */
  private patient: number;

  /**
   * @param isLive More may come: an answer that is not there may be on its way.
   * @param watchers How many look at it from the beginning.
   */
  constructor(capture: Capture, isLive: () => boolean, watchers = 1) {
    super(capture, isLive, watchers);
    this.patient = capture.index.firstRow;
  }

  get settled(): number {
    if (!this.isLive()) return this.known;
    return Math.min(this.known, Math.max(this.patient, this.capture.index.firstRow));
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

  protected async scan(from: number, to: number): Promise<void> {
    await this.read(
      this.pairedRows(from, to),
      (row, bytes, at, end) => this.match(row, bytes, at, end),
      (row) => this.role(row)?.bytes ?? 0,
    );
    this.losePatience(to);
  }

  protected dropBefore(row: number): void {
    this.columns.dropBefore(row);
  }

  private kept(row: number | undefined): number | undefined {
    return row !== undefined && row >= this.capture.index.firstRow ? row : undefined;
  }

  /** Time passes with the newest row. @param known Rows below this one are known. */
  private losePatience(known: number): void {
    const { index } = this.capture;
    if (!this.isLive() || known <= index.firstRow) return;
    const old = index.timeNs(known - 1) - PATIENCE_NS;
    this.patient = Math.max(this.patient, index.firstRow);
    while (this.patient < known && index.timeNs(this.patient) <= old) this.patient++;
  }

  private match(row: number, bytes: Buffer, at: number, end: number): void {
    const { index } = this.capture;
    const payload = bytes.subarray(at + index.payloadOffset(row), end);
    const message = {
      row,
      peer: index.peer(row),
      direction: index.direction(row)!,
      messageType: index.messageType(row),
      payload,
      whole: payload.length === index.size(row),
    };
    this.matcher.add(message, this.role(row));
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
