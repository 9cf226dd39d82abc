/** Where rows of different heights lie, one below the other. */
export class RowLayout {
  private readonly tops: number[] = [0];

  /** @param heights Pixels. */
  constructor(heights: Iterable<number>) {
    for (const height of heights) this.tops.push(this.tops.at(-1)! + height);
  }

  get height(): number {
    return this.tops.at(-1)!;
  }

  top(row: number): number {
    return this.tops[row]!;
  }

  bottom(row: number): number {
    return this.tops[row + 1]!;
  }

  /** The rows [first, end) that are at least partly between two heights. */
  between(from: number, to: number): { first: number; end: number } {
    const count = this.tops.length - 1;
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.bottom(middle) <= from) low = middle + 1;
      else high = middle;
    }
    const first = low;
    let end = first;
    while (end < count && this.top(end) < to) end++;
    return { first, end };
  }
}
