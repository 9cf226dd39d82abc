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
  /** Slot i holds the rows whose index is i modulo the number of slots. */
  private readonly slots: Slot[] = [];
  /** The row at the top of `view`. */
  base = 0;

  constructor(
    private readonly view: HTMLElement,
    private readonly options: RowOptions,
  ) {}

  get length(): number {
    return this.slots.length;
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

  /** Draws those of the rows [from, to) that are not drawn yet. */
  show(from: number, to: number, rowCount: number): void {
    for (let index = from; index < to; index++) {
      const slot = this.slots[index % this.slots.length]!;
      if (slot.index !== index) this.options.render(slot.element, index);
      slot.index = index;
    }
    // Those that left the window stay where they are: to hide them costs, and they may come back.
    for (const slot of this.slots) this.position(slot, rowCount);
  }

  private position(slot: Slot, rowCount: number): void {
    const { element, index } = slot;
    setHidden(element, index < 0 || index >= rowCount);
    const top = (index - this.base) * this.options.rowHeight;
    if (slot.top === top || element.hidden) return;
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
