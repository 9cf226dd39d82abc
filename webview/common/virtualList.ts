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

/** Rows that are ready on either side of those in view: scrolling shows them before a script runs. */
const OVERSCAN = 10;
/** After a jump, until the rows beside those in view are made ready, milliseconds. */
const REST_MS = 100;
/** Rows that may lie between the first one laid out and those in view. */
const FAR = 10_000;

/**
 * Draws the rows in view of a list of any length into `host`, which scrolls. The browser moves the
 * rows that are there by itself; only those that come into view cost anything.
 */
export class VirtualList {
  readonly scroll: ScrollModel;
  private readonly spacer = document.createElement('div');
  private readonly view = document.createElement('div');
  /** Slot i holds the rows whose index is i modulo the number of slots. */
  private slots: Slot[] = [];
  private frame = 0;
  /** The row that stands at the top of `view`. */
  private base = 0;
  /** The first row in view when it was last drawn. */
  private lastFirst = 0;
  private restTimer: number | undefined;
  /** Where `view` stands in `spacer`, pixels. */
  private viewTop = 0;
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
    const { scroll, options } = this;
    const { first, end } = scroll.range;
    options.onRange(first, end);
    const wanted = scroll.pageSize + 2 + 2 * OVERSCAN;
    if (this.slots.length < wanted) {
      while (this.slots.length < wanted) this.slots.push(this.newSlot());
      // Each index now belongs to another slot.
      for (const slot of this.slots) slot.index = -1;
    }
    this.placeView(first);
    const overscan = this.overscan(first);
    const from = Math.max(0, first - overscan);
    const to = Math.min(scroll.rowCount, end + overscan);
    for (const slot of this.slots)
      if (slot.index < from || slot.index >= to) slot.element.hidden = true;
    for (let index = from; index < to; index++) {
      const slot = this.slots[index % this.slots.length]!;
      if (slot.index !== index) options.render(slot.element, index);
      slot.index = index;
      slot.element.hidden = false;
      const top = (index - this.base) * options.rowHeight;
      if (slot.top !== top) slot.element.style.top = `${top}px`;
      slot.top = top;
    }
  }

  /** Whoever jumps from place to place scrolls on from the last one only: nothing is made ready for the others. */
  private overscan(first: number): number {
    const jumped = Math.abs(first - this.lastFirst) > this.slots.length;
    this.lastFirst = first;
    if (!jumped) return OVERSCAN;
    clearTimeout(this.restTimer);
    this.restTimer = window.setTimeout(() => this.schedule(), REST_MS);
    return 0;
  }

  /** The view moves only where the scroll bar and the list do not go the same way. */
  private placeView(first: number): void {
    const { rowHeight } = this.options;
    if (first < this.base || first > this.base + FAR) this.base = Math.max(0, first - FAR / 2);
    const top = this.scroll.native + this.base * rowHeight - this.scroll.offset;
    if (top === this.viewTop) return;
    this.viewTop = top;
    this.view.style.transform = `translateY(${top}px)`;
  }

  private newSlot(): Slot {
    const element = this.options.create();
    element.classList.add('virtual-row');
    element.style.height = `${this.options.rowHeight}px`;
    this.view.append(element);
    return { element, index: -1, top: -1 };
  }
}

interface Slot {
  element: HTMLElement;
  /** -1 for one that is to be drawn anew. */
  index: number;
  /** In the view, pixels. */
  top: number;
}
