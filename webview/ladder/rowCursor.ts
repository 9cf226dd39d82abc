import type { Anchor, LadderRow, RowLink } from '../../src/shared/webview/ladderProtocol';

/** Jumps that can be gone back. */
const MOST_HISTORY = 100;

/**
 * Where the user is: by row of the capture, as positions of the view change with every filter. Asks
 * where those rows are until it is told.
 */
export class RowCursor {
  /** Position in the view that the keyboard is on; -1 for none, or not known yet. */
  active = -1;
  /** Row of the capture; -1 for none. */
  activeRow = -1;
  /** Where the selection began. */
  private anchored = -1;
  /** Rows of the view, where all are selected. */
  private all = 0;
  /** To be brought to where it was in the window once its position in the view is known. */
  private wanted: Anchor | undefined;
  /** Nothing more will come into the view of what was there when it was made. */
  private whole = false;
  private readonly history: number[] = [];

  constructor(private readonly locate: (row: number, go: boolean) => void) {}

  /** Positions [from, to) that are selected. */
  get selected(): { from: number; to: number } {
    if (this.active < 0) return { from: 0, to: 0 };
    if (this.all > 0) return { from: 0, to: this.all };
    const began = this.anchored < 0 ? this.active : this.anchored;
    return { from: Math.min(began, this.active), to: Math.max(began, this.active) + 1 };
  }

  get selectsMany(): boolean {
    const { from, to } = this.selected;
    return to - from > 1;
  }

  isSelected(position: number): boolean {
    const { from, to } = this.selected;
    return position >= from && position < to;
  }

  /** @param extend The selection reaches from where it began to here. */
  activate(position: number, row: number, extend: boolean): void {
    if (!extend || this.anchored < 0) this.anchored = position;
    this.active = position;
    this.activeRow = row;
    this.all = 0;
    this.release();
  }

  /** What is to stay where it is; undefined where it is known already. */
  get anchor(): Anchor | undefined {
    return this.wanted;
  }

  /** The view is another: no position holds any more. */
  reset(anchor: Anchor | undefined): void {
    this.active = this.anchored = -1;
    this.all = 0;
    this.wanted = anchor;
    this.whole = false;
  }

  /** The rows of the capture are others. */
  forget(): void {
    this.reset(undefined);
    this.activeRow = -1;
    this.history.length = 0;
  }

  /** @param count Rows of the view; the one that the keyboard is on stays. */
  selectAll(count: number): void {
    this.all = count;
  }

  /** The user goes elsewhere: nothing is to stay. */
  release(): void {
    this.wanted = undefined;
  }

  /**
   * @param whole All rows were looked at: whoever is not there will not come.
   * @param known A row that need not be asked for.
   */
  ask(whole: boolean, known?: number): void {
    this.whole = whole;
    const rows = new Set<number>();
    if (this.active < 0 && this.activeRow >= 0) rows.add(this.activeRow);
    if (this.wanted) rows.add(this.wanted.row);
    for (const row of rows) if (row !== known) this.locate(row, false);
  }

  /**
   * The answer.
   * @param exact The row is there; otherwise the next one is, or the end.
   * @returns The position that belongs at the top of the window; undefined for none.
   */
  take(row: number, position: number, exact: boolean): number | undefined {
    if (row === this.activeRow && this.active < 0 && exact) this.active = this.anchored = position;
    const { wanted } = this;
    if (row !== wanted?.row || !(exact || this.whole)) return undefined;
    this.wanted = undefined;
    return Math.max(0, position - wanted.above);
  }

  /** Goes to the other end of a pair; {@link back} leads back. */
  jump(row: number): void {
    if (this.activeRow >= 0) this.history.push(this.activeRow);
    if (this.history.length > MOST_HISTORY) this.history.shift();
    this.locate(row, true);
  }

  back(): void {
    const row = this.history.pop();
    if (row !== undefined) this.locate(row, true);
  }

  /** What a row belongs together with: of several rows, not the one that we came from. */
  other(data: LadderRow): number | undefined {
    const cameFrom = this.history.at(-1);
    const ends = linksOf(data)
      .map((link) => link?.row)
      .filter((row) => row !== undefined);
    return ends.find((row) => row !== cameFrom) ?? ends[0];
  }
}

function linksOf(data: LadderRow): (RowLink | undefined)[] {
  if (data.kind === 'message') return [data.request, data.answer, data.outcome];
  return data.kind === 'note' ? [data.cause] : [];
}
