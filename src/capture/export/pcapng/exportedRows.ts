import { Float64List } from '../../index/columns';

/**
 * The rows that events have in an export which leaves some out: bookmarks name them. It takes 24 bytes for
 * each place where something is left out.
 */
export class ExportedRows {
  /** Of each run of rows that were exported: its first row, the row after its last, the first's row in the export. */
  private readonly starts = new Float64List();
  private readonly ends = new Float64List();
  private readonly targets = new Float64List();
  private next = 0;
  private expected = NaN;
  private left = 0;

  /** Events were left out. */
  get isPart(): boolean {
    return this.left > 0;
  }

  leaveOut(): void {
    this.left++;
  }

  /**
   * An event is exported.
   * @param row In the capture; by default the one that is expected.
   * @param isSaid What is exported says already with which row the capture begins.
   */
  add(row: number | undefined, isSaid: boolean): void {
    const isFirst = Number.isNaN(this.expected);
    const at = row ?? (isFirst ? 0 : this.expected);
    if (isFirst && isSaid) this.next = at - this.left;
    if (at !== this.expected) {
      this.starts.push(at);
      this.ends.push(at);
      this.targets.push(this.next);
    }
    this.next++;
    this.expected = at + 1;
    this.ends.replaceLast(this.expected);
  }

  /** @returns undefined for a row that was not exported. */
  of(row: number): number | undefined {
    const { starts, ends, targets } = this;
    const run = starts.lowerBound(row + 1) - 1;
    if (run < 0 || row >= ends.at(run)!) return undefined;
    return targets.at(run)! + row - starts.at(run)!;
  }
}
