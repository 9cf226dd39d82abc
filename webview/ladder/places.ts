import type { MessageRow } from '../../src/shared/ladderProtocol';

/** Jumps that can be gone back. */
const MOST_HISTORY = 100;

/**
 * Where the user is: by row of the capture, as positions of the view change with every filter. Asks
 * where those rows are until it is told.
 */
export class Places {
  /** Position in the view that the keyboard is on; -1 for none, or not known yet. */
  active = -1;
  /** Row of the capture; -1 for none. */
  activeRow = -1;
  private anchor = -1;
  private wantedTop = -1;
  private readonly history: number[] = [];

  constructor(private readonly locate: (row: number, go: boolean) => void) {}

  /** Positions [from, to) that are selected. */
  get selected(): { from: number; to: number } {
    if (this.active < 0) return { from: 0, to: 0 };
    const anchor = this.anchor < 0 ? this.active : this.anchor;
    return { from: Math.min(anchor, this.active), to: Math.max(anchor, this.active) + 1 };
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
    if (!extend || this.anchor < 0) this.anchor = position;
    this.active = position;
    this.activeRow = row;
  }

  /** The view is another: no position holds any more. @param topRow That shall be in view; -1 for none. */
  reset(topRow: number): void {
    this.active = this.anchor = -1;
    this.wantedTop = topRow;
  }

  /** @param whole All rows were looked at: whoever is not there will not come. */
  ask(whole: boolean): void {
    if (this.active < 0 && this.activeRow >= 0) this.locate(this.activeRow, false);
    if (this.wantedTop >= 0) this.locate(this.wantedTop, false);
    if (whole && this.wantedTop === this.activeRow) this.wantedTop = -1;
  }

  /** The answer. @returns Whether it belongs at the top of the view. */
  place(row: number, position: number, exact: boolean): boolean {
    if (row === this.activeRow && this.active < 0 && exact) this.active = this.anchor = position;
    if (row !== this.wantedTop) return false;
    this.wantedTop = -1;
    return true;
  }

  /** To the other end of a pair; {@link back} leads back. */
  jump(row: number): void {
    if (this.activeRow >= 0) this.history.push(this.activeRow);
    if (this.history.length > MOST_HISTORY) this.history.shift();
    this.locate(row, true);
  }

  back(): void {
    const row = this.history.pop();
    if (row !== undefined) this.locate(row, true);
  }

  /** The end of a pair to go to: not the one that we came from, where there are two. */
  other({ request, answer }: MessageRow): number | undefined {
    const cameFrom = this.history.at(-1);
    const ends = [request?.row, answer?.row].filter((row) => row !== undefined);
    return ends.find((row) => row !== cameFrom) ?? ends[0];
  }
}
