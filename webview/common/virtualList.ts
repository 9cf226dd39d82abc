import { ScrollModel } from './scrollModel';

export interface VirtualListOptions {
  /** Pixels; every row has it. */
  rowHeight: number;
  /** An empty row; it is used again for other indexes. */
  create(): HTMLElement;
  render(row: HTMLElement, index: number): void;
  /** The rows [first, end) came into view, or others did because the list grew. */
  onRange(first: number, end: number): void;
  /** The user scrolled, by whatever means. */
  onScroll?(): void;
}

/**
 * Draws the rows in view of a list of any length into `host`, which scrolls. The rows sit in a
 * window that sticks to the viewport, so nothing is ever laid out at millions of pixels.
 */
export class VirtualList {
  readonly scroll: ScrollModel;
  private readonly spacer = document.createElement('div');
  private readonly view = document.createElement('div');
  /** Slot i holds the rows whose index is i modulo the number of slots. */
  private slots: { element: HTMLElement; index: number }[] = [];
  private frame = 0;
  /** The last row stays in view while the list grows. */
  stickToEnd = false;

  constructor(
    private readonly host: HTMLElement,
    private readonly options: VirtualListOptions,
  ) {
    this.scroll = new ScrollModel(options.rowHeight);
    host.classList.add('virtual-list');
    this.spacer.className = 'virtual-spacer';
    this.view.className = 'virtual-view';
    for (const element of [this.spacer, this.view]) element.setAttribute('role', 'presentation');
    this.spacer.append(this.view);
    host.append(this.spacer);
    host.addEventListener('scroll', () => this.scrolled(), { passive: true });
    // Only once the hand is off the bar may it be moved to where it belongs.
    host.addEventListener('scrollend', () => this.syncScrollBar());
    new ResizeObserver(() => this.setRowCount(this.scroll.rowCount)).observe(host);
  }

  setRowCount(rows: number): void {
    // A scroll whose event is still to come must not be undone.
    this.scrolled();
    this.scroll.resize(rows, this.host.clientHeight);
    if (this.stickToEnd) this.scroll.scrollToEnd();
    this.spacer.style.height = `${this.scroll.scrollHeight}px`;
    this.view.style.height = `${Math.min(this.host.clientHeight, this.scroll.scrollHeight)}px`;
    if (this.stickToEnd) this.syncScrollBar();
    this.schedule();
  }

  /** Draws the rows [from, to) anew; without arguments all. */
  invalidate(from = 0, to = Infinity): void {
    for (const slot of this.slots) if (slot.index >= from && slot.index < to) slot.index = -1;
    this.schedule();
  }

  move(change: (scroll: ScrollModel) => void): void {
    change(this.scroll);
    this.syncScrollBar();
    this.schedule();
  }

  /** The element of a row in view. */
  element(index: number): HTMLElement | undefined {
    return this.slots.find((slot) => slot.index === index)?.element;
  }

  private scrolled(): void {
    // Our own move comes back as an event too.
    if (Math.abs(this.host.scrollTop - this.scroll.native) < 1) return;
    this.scroll.scrolled(this.host.scrollTop);
    this.options.onScroll?.();
    this.schedule();
  }

  private syncScrollBar(): void {
    if (Math.abs(this.host.scrollTop - this.scroll.scrollTop) < 1) return;
    this.host.scrollTop = this.scroll.scrollTop;
    this.scroll.native = this.host.scrollTop;
  }

  private schedule(): void {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.draw();
    });
  }

  private draw(): void {
    const { first, end } = this.scroll.range;
    this.options.onRange(first, end);
    const wanted = this.scroll.pageSize + 2;
    if (this.slots.length < wanted) {
      while (this.slots.length < wanted) this.slots.push(this.newSlot());
      // Each index now belongs to another slot.
      for (const slot of this.slots) slot.index = -1;
    }
    for (const slot of this.slots)
      if (slot.index < first || slot.index >= end) slot.element.hidden = true;
    for (let index = first; index < end; index++) {
      const slot = this.slots[index % this.slots.length]!;
      if (slot.index !== index) this.options.render(slot.element, index);
      slot.index = index;
      slot.element.hidden = false;
      slot.element.style.transform = `translateY(${index * this.options.rowHeight - this.scroll.offset}px)`;
    }
  }

  private newSlot(): { element: HTMLElement; index: number } {
    const element = this.options.create();
    element.classList.add('virtual-row');
    element.style.height = `${this.options.rowHeight}px`;
    this.view.append(element);
    return { element, index: -1 };
  }
}
