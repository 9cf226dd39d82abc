import type { EventIndex } from '../capture/eventIndex';

/** How many events were lost up to a row: only the rows before which something was lost take room. */
export class LossIndex {
  /** Ascending. */
  private readonly rows: number[] = [];
  /** Lost before these rows and all earlier ones. */
  private readonly totals: number[] = [];
  private seen = 0;

  constructor(private readonly index: Pick<EventIndex, 'length' | 'lostBefore'>) {}

  /** Looks at the rows that came since. */
  update(): void {
    const { index } = this;
    for (; this.seen < index.length; this.seen++) {
      const lost = index.lostBefore(this.seen);
      if (lost === 0) continue;
      this.rows.push(this.seen);
      this.totals.push((this.totals.at(-1) ?? 0) + lost);
    }
  }

  /** Events lost after row `after` (-1: from the beginning) and before `row` arrived. */
  between(after: number, row: number): number {
    return this.upTo(row) - this.upTo(after);
  }

  private upTo(row: number): number {
    let low = 0;
    let high = this.rows.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.rows[middle]! <= row) low = middle + 1;
      else high = middle;
    }
    return this.totals[low - 1] ?? 0;
  }
}
