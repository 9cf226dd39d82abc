import { durationText } from '../../src/shared/text/durationText';
import type { LadderRow } from '../../src/shared/webview/ladderProtocol';

export type Mark = Pick<LadderRow, 'row' | 'wallUs'>;

/** Two rows, A and B, whose times are compared; they stay where they are while the view changes. */
export class RowMeasure {
  private marks: readonly Mark[] = [];

  /** What a ladder keeps over a reload. */
  get kept(): readonly Mark[] {
    return this.marks;
  }

  set kept(marks: readonly Mark[]) {
    this.marks = marks.slice(0, 2).map(({ row, wallUs }) => ({ row, wallUs }));
  }

  /** A, then B, then another A; a marked row is unmarked. */
  mark({ row, wallUs }: Mark): void {
    const { marks } = this;
    if (marks.some((mark) => mark.row === row))
      this.kept = marks.filter((mark) => mark.row !== row);
    else this.kept = marks.length === 2 ? [{ row, wallUs }] : [...marks, { row, wallUs }];
  }

  /** Of a row's element. */
  classOf(row: number): string {
    const at = this.marks.findIndex((mark) => mark.row === row);
    return ['', 'mark-a', 'mark-b'][at + 1]!;
  }

  /**
   * `A → B 1.9 ms`, or that A waits for B.
   * @param first The ends of the selection, which are compared where nothing is marked.
   */
  text(first: LadderRow | undefined, last: LadderRow | undefined): string {
    const [a, b] = this.marks;
    if (a && b) return `A → B ${durationText(b.wallUs - a.wallUs)}`;
    if (first && last && first.row !== last.row)
      return `Δ ${durationText(last.wallUs - first.wallUs)}`;
    return a ? 'A is marked: mark B (m)' : '';
  }
}
