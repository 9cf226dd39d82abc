import { RowSlots, type RowOptions } from './rowSlots';
import { ScrollModel } from './scrollModel';
import { ScrollShield } from './scrollShield';

export interface VirtualListOptions extends RowOptions {
  /** Drawn below all rows, as high as they are. */
  backdrop?: HTMLElement;
  /** Pixels at the top of the host that something else covers, such as a head that stays. */
  covered?: number;
  /**
   * The rows [first, end) are in view.
   * @param passing They are a waypoint of a user who drags through the list.
   * @returns Whether they are there to be drawn.
   */
  onRange(first: number, end: number, passing: boolean): boolean;
  /** The user scrolled, by whatever means. */
  onScroll?(): void;
  /** A row that stays in view where the list is given less room; -1 for none. */
  kept?(): number;
  /** The row at the top of what is laid out, from which the backdrop counts. */
  onBase?(base: number): void;
}

/** Rows that are made ready on either side of those in view: scrolling shows them before a script runs. */
const OVERSCAN = 12;
/** So many of them are left when others are made ready: several at a time cost less than each by itself. */
const LEFT = 4;
/** Rows in one step of a drag that nobody can follow any more: it is a jump. */
const DRAGGED = 6;
/** After a jump or scroll, until it is clear that no other follows, milliseconds: longer than a few slow frames. */
const REST_MS = 150;
/** Of each frame, what rows may take to draw that a person drags past, milliseconds: the rest is for what moves with the hand. */
const PASSING_MS = 6;
/** A page of them is shown whole for so long at least, before the rows of the next one take its place, milliseconds. */
const WHOLE_MS = 120;
/** Rows that are drawn in the frame in which they came into view, together with those beside them. */
const FEW = 8;
/** After a list began again, a scroll is the rest of one from before for so long at most, milliseconds. */
const TURN_MS = 1000;
/** What a person scrolls with. */
const HANDS = ['wheel', 'pointerdown', 'touchstart', 'keydown'];
/** The rows of before stay for so long at most, milliseconds. */
const HOLD_MS = 1000;
/** Rows that may lie between the first one laid out and those in view. */
const FAR = 10_000;

/** Rows [first, end) that are shown to a person who drags past, once they are there. */
interface Waypoint {
  first: number;
  end: number;
  /** Of the list, pixels, that shall be at the top. */
  offset: number;
  /** The rows before this one are drawn. */
  drawn: number;
}

/**
 * Draws the rows in view of a list of any length into `host`, which scrolls. The browser moves the
 * rows that are there by itself; only those that come into view cost anything.
 */
export class VirtualList {
  readonly scroll: ScrollModel;
  private readonly spacer = document.createElement('div');
  private readonly view = document.createElement('div');
  private readonly slots: RowSlots;
  private readonly shield: ScrollShield;
  private frame = 0;
  /** What is drawn is out of date. */
  private stale = true;
  /** The rows [from, to) are drawn. */
  private from = 0;
  private to = 0;
  /** The first row in view when it was last drawn. */
  private lastFirst = 0;
  /** It is dragged there, so that nothing moves by itself. */
  private dragged = false;
  /** The list jumps. */
  private passing = false;
  /** Where the list was while it jumped. */
  private waypoint: Waypoint | undefined;
  /** A jump shows its rows at once; only those who go on are shown them little by little. */
  private jumps = false;
  /** Rows that a frame has room for while a person drags. */
  private passingRows = FEW;
  /** When the rows of a waypoint were all drawn. */
  private wholeAt = -Infinity;
  /** The scroll bar is not where the list is. */
  private barWaits = false;
  private shownOffset = 0;
  private restTimer: number | undefined;
  private scrolledAt = -Infinity;
  private growTimer: number | undefined;
  /** Rows that there will be after a rest. */
  private grown = 0;
  /** The position of `view` in `spacer`, pixels. */
  private viewTop = 0;
  /** Until then, what is drawn stays while the rows of another list are awaited. */
  private heldUntil = 0;
  /** Until then, a scroll without a hand is the rest of one from before the list began again. */
  private turnsUntil = -Infinity;
  private readonly turnsAnew = (): void => {
    this.turnsUntil = -Infinity;
  };
  /** Rows beside those in view are not drawn before they are scrolled to. */
  private besideWaits = false;
  /** The last row stays in view while the list grows. */
  stickToEnd = false;

  constructor(
    private readonly host: HTMLElement,
    private readonly options: VirtualListOptions,
  ) {
    this.scroll = new ScrollModel(options.rowHeight);
    this.slots = new RowSlots(this.view, options);
    host.classList.add('virtual-list');
    this.spacer.className = 'virtual-spacer';
    this.view.className = 'virtual-view';
    for (const element of [this.spacer, this.view]) element.setAttribute('role', 'presentation');
    if (options.backdrop) this.view.append(options.backdrop);
    this.spacer.append(this.view);
    this.shield = new ScrollShield(this.spacer);
    host.append(this.spacer);
    host.addEventListener('scroll', () => this.scrolled(), { passive: true });
    // Only once the hand is off the bar may it be moved to where it belongs.
    host.addEventListener('scrollend', () => this.syncScrollBar());
    new ResizeObserver(() => this.resized()).observe(host);
  }

  /**
   * There are more rows than before, after the others. While the user scrolls among those that were there, to
   * lay the list out again would cost frames, and nobody sees its end: it waits for a rest.
   */
  grow(rows: number): void {
    clearTimeout(this.growTimer);
    this.grown = rows;
    if (!this.scrolling || this.stickToEnd || this.scroll.atEnd) this.setRowCount(rows);
    else this.growTimer = window.setTimeout(() => this.grow(rows), REST_MS);
  }

  get scrolling(): boolean {
    return performance.now() - this.scrolledAt < REST_MS;
  }

  setRowCount(rows: number): void {
    clearTimeout(this.growTimer);
    this.grown = rows;
    this.stale = true;
    // A scroll whose event is still to come must not be undone.
    this.scrolled();
    this.scroll.resize(rows, this.host.clientHeight - (this.options.covered ?? 0));
    if (this.stickToEnd) this.scroll.scrollToEnd();
    this.spacer.style.height = `${this.scroll.scrollHeight}px`;
    if (this.stickToEnd) this.syncScrollBar();
    this.schedule();
  }

  private resized(): void {
    const { first, end } = this.scroll.range;
    this.setRowCount(this.scroll.rowCount);
    const kept = this.options.kept?.() ?? -1;
    if (kept < first || kept >= end || this.stickToEnd || this.host.clientHeight === 0) return;
    this.move((scroll) => scroll.reveal(kept));
  }

  /** Draws the rows [from, to) again; without arguments, all of them. */
  invalidate(from = 0, to = Infinity): void {
    this.stale = true;
    this.slots.invalidate(from, to);
    this.schedule();
  }

  /** Draws the rows in view again; those beside them wait until they come into view. */
  refresh(): void {
    this.besideWaits = true;
    this.invalidate();
  }

  /** What changed is drawn together with what else the caller changed: otherwise all is laid out twice. */
  drawNow(): void {
    if (this.frame === 0) return;
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.draw();
  }

  /** Another list follows: what is drawn, if anything, stays until the rows in view are there. */
  hold(): void {
    this.heldUntil = performance.now() + HOLD_MS;
    this.dropWaypoint();
    window.setTimeout(() => this.schedule(), HOLD_MS);
  }

  /** Goes to the first row, of a list that begins again: a wheel that still turns does not lead away from it. */
  begin(): void {
    clearTimeout(this.restTimer);
    this.passing = this.barWaits = false;
    this.dropWaypoint();
    this.turnsUntil = performance.now() + TURN_MS;
    // Only until the first of each: what hears every turn of a wheel costs while scrolling.
    for (const hand of HANDS)
      this.host.addEventListener(hand, this.turnsAnew, { passive: true, once: true });
    this.move((scroll) => scroll.scrollTo(0));
    this.lastFirst = 0;
  }

  /** Goes where a person drags something other than the scroll bar to. @param offset Pixels of the list. */
  dragTo(offset: number): void {
    this.dragged = true;
    this.scrolledAt = performance.now();
    this.place((scroll) => scroll.scrollTo(offset));
  }

  move(change: (scroll: ScrollModel) => void): void {
    // It may lead to what is new.
    if (this.grown > this.scroll.rowCount) this.setRowCount(this.grown);
    this.place(change);
  }

  private place(change: (scroll: ScrollModel) => void): void {
    change(this.scroll);
    // What is drawn on the way stays where it is, which costs least.
    if (this.passing) this.barWaits = true;
    else this.syncScrollBar();
    this.schedule();
  }

  /** The element of a row in view. */
  element(index: number): HTMLElement | undefined {
    return this.slots.element(index);
  }

  private scrolled(): void {
    // The browser moves the bar of a list that grows taller, which is not the user's doing.
    if (this.stickToEnd && this.scroll.viewportHeight !== this.host.clientHeight) {
      this.scroll.resize(this.scroll.rowCount, this.host.clientHeight);
      this.scroll.scrollToEnd();
      this.syncScrollBar();
      this.schedule();
      return;
    }
    // Our own move comes back as an event too.
    if (Math.abs(this.host.scrollTop - this.scroll.native) < 1) return;
    if (performance.now() < this.turnsUntil) {
      this.syncScrollBar();
      return;
    }
    this.shield.scrolled();
    this.scrolledAt = performance.now();
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
    this.pass(first);
    this.growSlots();
    if (this.passing) {
      this.drawOnTheWay();
      return;
    }
    this.waypoint = undefined;
    const isThere = options.onRange(first, end, false);
    if (!isThere && scroll.rowCount > 0 && performance.now() < this.heldUntil) {
      this.positionView(this.shownOffset);
      return;
    }
    this.heldUntil = 0;
    this.positionView(scroll.offset);
    if (!this.stale && this.isReady(first - LEFT, end + LEFT)) return;
    this.stale = false;
    // What the user looks at does not wait for what is beside it.
    if (this.slots.missing(first, end) > FEW) this.drawOnly(first, end);
    else this.render(Math.max(0, first - OVERSCAN), Math.min(scroll.rowCount, end + OVERSCAN));
  }

  /** A person who drags through the list sees the rows of one waypoint after another. */
  private drawOnTheWay(): void {
    if (this.waypoint && this.waypoint.end > this.scroll.rowCount) this.waypoint = undefined;
    this.waypoint ??= this.jumps ? this.here : this.further;
    const { waypoint } = this;
    if (waypoint && this.options.onRange(waypoint.first, waypoint.end, true)) {
      if (this.jumps) this.drawAtOnce(waypoint);
      else this.drawPart(waypoint);
    }
    this.positionView(this.shownOffset);
  }

  private get here(): Waypoint {
    const { range, offset } = this.scroll;
    return { ...range, offset, drawn: range.first };
  }

  /** Whole rows from what is shown, so that each takes the place of one that is shown. */
  private get further(): Waypoint | undefined {
    const { rowHeight } = this.options;
    const { scroll, shownOffset } = this;
    const rows = Math.ceil((scroll.offset - shownOffset) / rowHeight);
    if (rows === 0 || performance.now() - this.wholeAt < WHOLE_MS) return undefined;
    const offset = shownOffset + rows * rowHeight;
    const first = Math.floor(offset / rowHeight);
    const end = Math.ceil((offset + scroll.viewportHeight) / rowHeight);
    return { first, end: Math.min(end, scroll.rowCount), offset, drawn: first };
  }

  /** What is drawn of it is void: where the list still jumps, the place where it is by then is drawn at once. */
  private dropWaypoint(): void {
    this.waypoint = undefined;
    this.jumps = this.passing;
  }

  private drawAtOnce({ first, end, offset }: Waypoint): void {
    this.jumps = false;
    this.positionView(offset);
    this.drawOnly(first, end);
    // Until it rests, what stood beside the rows in view is not of this place.
    this.endWaypoint();
  }

  /** As many of its rows as the frame has room for, each in the place of one that is shown. */
  private drawPart(waypoint: Waypoint): void {
    const { slots, options } = this;
    const { first, end, offset, drawn } = waypoint;
    const began = performance.now();
    if (drawn === first) {
      slots.advance((offset - this.shownOffset) / options.rowHeight);
      this.shownOffset = offset;
      options.onBase?.(slots.base);
    }
    const to = Math.min(end, drawn + this.passingRows);
    slots.draw(drawn, to);
    waypoint.drawn = to;
    [this.from, this.to] = [first, to];
    this.stale = true;
    this.noteCost(began, to - drawn);
    if (to < end) {
      this.schedule();
      return;
    }
    // Some of them may have arrived, or been laid out anew, after they were drawn.
    slots.draw(first, end);
    this.endWaypoint();
  }

  private endWaypoint(): void {
    this.slots.settle(this.scroll.rowCount);
    this.waypoint = undefined;
    this.wholeAt = performance.now();
  }

  /** After the frame is laid out and painted. */
  private noteCost(began: number, rows: number): void {
    window.setTimeout(() => {
      const fit = (rows * PASSING_MS) / (performance.now() - began);
      this.passingRows = Math.max(1, Math.round((this.passingRows + fit) / 2));
    });
  }

  /** The rows [first, end), which are in view; those beside them come in the next frame. */
  private drawOnly(first: number, end: number): void {
    [this.from, this.to] = [first, end];
    this.slots.draw(first, end);
    // After the last row there is nothing.
    if (end === this.scroll.rowCount) this.slots.settle(end);
    this.stale = true;
    const { besideWaits } = this;
    this.besideWaits = false;
    if (besideWaits) {
      // What they show is of before.
      this.slots.settle(this.scroll.rowCount);
      return;
    }
    // Not in the same frame, in which the rows in view are laid out and painted. Where the list moves before,
    // that is drawn at once.
    requestAnimationFrame(() => this.schedule());
  }

  private render(from: number, to: number): void {
    [this.from, this.to] = [from, to];
    this.slots.draw(from, to);
    this.slots.settle(this.scroll.rowCount);
  }

  /** Whether the rows [from, to) are drawn, as far as they exist. */
  private isReady(from: number, to: number): boolean {
    return this.from <= Math.max(0, from) && this.to >= Math.min(this.scroll.rowCount, to);
  }

  /** Notes whether the list jumps, by the first row in view. */
  private pass(first: number): void {
    const most = this.dragged ? DRAGGED : this.slots.length;
    const jumped = Math.abs(first - this.lastFirst) > most;
    this.lastFirst = first;
    this.dragged = false;
    if (!jumped) return;
    if (!this.passing) this.jumps = true;
    this.passing = true;
    clearTimeout(this.restTimer);
    this.restTimer = window.setTimeout(() => {
      this.passing = false;
      if (this.barWaits) this.syncScrollBar();
      this.barWaits = false;
      this.schedule();
    }, REST_MS);
  }

  private growSlots(): void {
    if (!this.slots.grow(this.scroll.pageSize + 2 + 2 * OVERSCAN)) return;
    this.stale = true;
    this.dropWaypoint();
    this.view.style.height = `${(FAR + this.slots.length) * this.options.rowHeight}px`;
  }

  /**
   * The view moves only where the scroll bar and the list do not go the same way.
   * @param offset Of the list, pixels, that shall be at the top.
   */
  private positionView(offset: number): void {
    const { slots } = this;
    const { rowHeight } = this.options;
    const first = Math.floor(offset / rowHeight);
    this.shownOffset = offset;
    if (first < slots.base || first > slots.base + FAR) {
      slots.rebase(Math.max(0, first - FAR / 2));
      this.stale = true;
      this.options.onBase?.(slots.base);
    }
    const top = this.scroll.native + slots.base * rowHeight - offset;
    if (top === this.viewTop) return;
    this.viewTop = top;
    this.view.style.transform = `translateY(${top}px)`;
  }
}
