import type { Statistics } from '../../shared/frames/statistics';
import type { GapCause } from '../../shared/text/gapCauses';
import { Float64List, Uint32List } from './columns';

export type { GapCause } from '../../shared/text/gapCauses';

const CAUSES: readonly GapCause[] = [
  'ring-full',
  'disk-full',
  'limit',
  'damaged',
  'uncaptured',
  'undelivered',
  'untraced',
];

/** Events that are missing in one place. */
export interface Gap {
  count: number;
  cause: GapCause;
}

const NONE: readonly Gap[] = [];

/** Where events are missing: only rows before which something is missing take room, 12 bytes each. */
export class Losses {
  private readonly lists = new Map<GapCause, LossList>();
  /** Messages that arrived in part, the ring buffer being full: statistics count them as lost too. */
  private incomplete = 0;
  /** What the statistics count and no row of this index ever told: it was told before the first. */
  private earlier = 0;
  private told = 0;

  /** What is missing directly before this row, one gap a cause: most often none. */
  before(row: number): readonly Gap[] {
    return this.between(row - 1, row);
  }

  /** Whether anything is missing directly before this row. */
  isBefore(row: number): boolean {
    for (const list of this.lists.values()) if (list.isBefore(row)) return true;
    return false;
  }

  /** What is missing after row `after` and before `row`, also before rows in between. */
  between(after: number, row: number): readonly Gap[] {
    if (this.lists.size === 0) return NONE;
    return CAUSES.flatMap((cause) => {
      const list = this.lists.get(cause);
      const count = list ? list.upTo(row) - list.upTo(after) : 0;
      return count > 0 ? [{ count, cause }] : [];
    });
  }

  /** Each place before one of the rows [from, to) where something is missing, cause by cause. */
  *each(from: number, to: number): Generator<Gap & { row: number }, void> {
    for (const [cause, list] of this.lists)
      for (const { row, count } of list.each(from, to)) yield { row, count, cause };
  }

  /** As {@link between}, up to the end of the trace: with what only the statistics tell. */
  after(row: number): readonly Gap[] {
    const gaps = [...this.between(row, Infinity)];
    const untold = this.told - this.ringFull;
    if (untold <= 0) return gaps;
    const ring = gaps.find(({ cause }) => cause === 'ring-full');
    if (ring) ring.count += untold;
    else gaps.unshift({ count: untold, cause: 'ring-full' });
    return gaps;
  }

  /** The losses that all rows reported, including those that rotation deleted. */
  total(cause: GapCause): number {
    return this.lists.get(cause)?.upTo(Infinity) ?? 0;
  }

  /** Losses to a full ring buffer that are told up to here, as StatisticsEvent.lostRingFull counts. */
  get ringFull(): number {
    return this.earlier + this.incomplete + this.total('ring-full');
  }

  /** Something is missing before this row, which is the last one or the next. */
  add(row: number, count: number, cause: GapCause): void {
    if (count <= 0) return;
    let list = this.lists.get(cause);
    if (!list) this.lists.set(cause, (list = new LossList()));
    list.add(row, count);
  }

  /** A message arrived in part, the ring buffer being full. */
  addIncomplete(): void {
    this.incomplete++;
  }

  /** The rows begin amid a trace. @param ringFull As {@link ringFull} was there. */
  startAt(ringFull: number): void {
    this.earlier = ringFull;
  }

  /**
   * What they count and no row tells was lost after the last row, or is about to be told by the next:
   * statistics overtake the events in the ring buffer while a trace runs.
   */
  learn(statistics: Statistics): void {
    this.told = statistics.lostRingFull;
  }

  /** Rows below this one are gone; what is missing directly before it is not. */
  dropBefore(row: number): void {
    for (const list of this.lists.values()) list.dropBefore(row);
  }
}

/** Sums by row. */
class LossList {
  /** Ascending. */
  private readonly rows = new Uint32List();
  /** Missing before these rows and all earlier ones. */
  private readonly sums = new Float64List();
  private sum = 0;
  private droppedSum = 0;

  add(row: number, count: number): void {
    this.sum += count;
    if (this.rows.at(this.rows.length - 1) === row) {
      this.sums.replaceLast(this.sum);
    } else {
      this.rows.push(row);
      this.sums.push(this.sum);
    }
  }

  /** Missing before `row` and all earlier ones. */
  upTo(row: number): number {
    return this.sums.at(this.rows.lowerBound(row + 1) - 1) ?? this.droppedSum;
  }

  /** @returns Quickly for rows after the last of these. */
  isBefore(row: number): boolean {
    const last = this.rows.at(this.rows.length - 1);
    if (last === undefined || last < row) return false;
    return this.rows.at(this.rows.lowerBound(row)) === row;
  }

  *each(from: number, to: number): Generator<{ row: number; count: number }, void> {
    for (let i = this.rows.lowerBound(from); i < this.rows.length && this.rows.at(i)! < to; i++)
      yield {
        row: this.rows.at(i)!,
        count: this.sums.at(i)! - (this.sums.at(i - 1) ?? this.droppedSum),
      };
  }

  dropBefore(row: number): void {
    const position = this.rows.lowerBound(row);
    this.droppedSum = this.sums.at(position - 1) ?? this.droppedSum;
    this.rows.dropBefore(position);
    this.sums.dropBefore(position);
  }
}
