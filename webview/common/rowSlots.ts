import { setHidden } from './dom';

export interface RowOptions {
  /** Pixels; every row has it. */
  rowHeight: number;
  /** An empty row; it is used again for other indexes. */
  create(): HTMLElement;
  render(row: HTMLElement, index: number): void;
}

interface Slot {
  element: HTMLElement;
  /** -1 for a slot that has to be drawn again. */
  index: number;
  /** Position in the view, pixels. */
  top: number;
}

/** The elements of a list's rows, each used for one row after another. */
export class RowSlots {
  /** Slot i holds the rows whose distance from `base` is i modulo the number of slots. */
  private readonly slots: Slot[] = [];
  private baseRow = 0;

  constructor(
    private readonly view: HTMLElement,
    private readonly options: RowOptions,
  ) {}

  get length(): number {
    return this.slots.length;
  }

  /** The row whose place is at the top of `view`; below 0 where there is none. */
  get base(): number {
    return this.baseRow;
  }

  /** Brings the base near a row, and not below it: what lies behind the rows begins there. What is drawn keeps its element. */
  rebase(near: number): void {
    const { length } = this.slots;
    if (length > 0) this.baseRow += Math.floor((near - this.baseRow) / length) * length;
  }

  /** Rows that are so much further on take the elements and places of those that are drawn, once they are shown. */
  advance(rows: number): void {
    this.baseRow += rows;
    this.invalidate(0, Infinity);
  }

  /** @returns Whether there are more now: then nothing is drawn any more. */
  grow(count: number): boolean {
    const { slots } = this;
    if (slots.length >= count) return false;
    while (slots.length < count) slots.push(this.create());
    // Each index now belongs to another slot.
    this.invalidate(0, Infinity);
    return true;
  }

  /** The rows [from, to) are others than those that were drawn. */
  invalidate(from: number, to: number): void {
    for (const slot of this.slots) if (slot.index >= from && slot.index < to) slot.index = -1;
  }

  /** The element of a row that is drawn; there is none for -1, which no row has. */
  element(index: number): HTMLElement | undefined {
    if (index < 0) return undefined;
    return this.slots.find((slot) => slot.index === index)?.element;
  }

  /** How many of the rows [from, to) are not drawn. */
  missing(from: number, to: number): number {
    let count = 0;
    for (let index = from; index < to; index++) if (this.slotOf(index).index !== index) count++;
    return count;
  }

  /** Draws those of the rows [from, to) that are not drawn yet, and leaves all others as they are. */
  draw(from: number, to: number): void {
    for (let index = from; index < to; index++) {
      const slot = this.slotOf(index);
      if (slot.index !== index) this.options.render(slot.element, index);
      slot.index = index;
      this.place(slot);
    }
  }

  /** Every element shows a row of the list at its place, or nothing. */
  settle(rowCount: number): void {
    // Those that left the window stay where they are: to hide them costs, and they may come back.
    for (const slot of this.slots) {
      if (slot.index < 0 || slot.index >= rowCount) setHidden(slot.element, true);
      else this.place(slot);
    }
  }

  private slotOf(index: number): Slot {
    const { length } = this.slots;
    return this.slots[(((index - this.baseRow) % length) + length) % length]!;
  }

  private place(slot: Slot): void {
    const { element, index } = slot;
    setHidden(element, false);
    const top = (index - this.baseRow) * this.options.rowHeight;
    if (slot.top === top) return;
    element.style.top = `${top}px`;
    slot.top = top;
  }

  private create(): Slot {
    const element = this.options.create();
    element.classList.add('virtual-row');
    element.style.height = `${this.options.rowHeight}px`;
    this.view.append(element);
    return { element, index: -1, top: -1 };
  }
}
