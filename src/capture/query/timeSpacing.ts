import { setImmediate } from 'node:timers/promises';
import type { Disposable } from '../../shared/disposable';
import { Emitter } from '../../shared/emitter';
import { Uint32List } from '../index/columns';
import type { QueryView } from './queryView';

/** Rows that a stretch without events takes at most: a longer one is folded. */
export const MOST_PAUSE_ROWS = 8;
/** Milliseconds that the event loop may be held for at a time. */
const SLICE_MS = 8;

/** What a slot holds: an event, or a row of the pause above one. */
export interface Slot {
  /** Position in the view of the event, or of the one below the pause. */
  position: number;
  /** Which row of the pause, from 0; undefined for the event itself. */
  nth: number | undefined;
  /** Rows of the pause above the event. */
  pauseRows: number;
}

/** Spreads the positions of a view over slots, so that time takes room between its rows. */
export class TimeSpacing implements Disposable {
  /** Slots by position. */
  private readonly slots = new Uint32List();
  private readonly grown = new Emitter<void>();
  private running = false;
  private disposed = false;

  /** Not fired within the constructor or `update`. */
  readonly onGrow = this.grown.event;

  /** @param nsPerRow Time that a row represents, nanoseconds. */
  constructor(
    private readonly view: Pick<QueryView, 'first' | 'length' | 'at'>,
    private readonly timeNs: (row: number) => number,
    private readonly nsPerRow: number,
  ) {
    this.update();
  }

  /** Adds the view's new rows: at once as far as that is quick, the rest soon. */
  update(): void {
    if (this.running || this.disposed || this.pass()) return;
    this.running = true;
    void this.goOn();
  }

  /** The slot after the last. */
  get length(): number {
    return this.slots.length === 0 ? 0 : this.slotOf(this.slots.length - 1) + 1;
  }

  /** The first slot that is still there. */
  get first(): number {
    const { first } = this.view;
    return first < this.slots.length ? this.slotOf(first) : this.length;
  }

  /** @param position Up to the view's length: then it is the slot after the last. */
  slotOf(position: number): number {
    return this.slots.at(position) ?? this.length;
  }

  /** @throws RangeError beyond the end. */
  at(slot: number): Slot {
    const position = this.slots.lowerBound(slot);
    const own = this.slots.at(position);
    if (own === undefined) throw new RangeError(`no slot ${slot} of ${this.length}`);
    const above = position > this.view.first ? this.slots.at(position - 1) : undefined;
    const pauseRows = above === undefined ? 0 : own - above - 1;
    return { position, pauseRows, nth: slot === own ? undefined : slot - (own - pauseRows) };
  }

  dispose(): void {
    this.disposed = true;
    this.grown.dispose();
  }

  private async goOn(): Promise<void> {
    for (let done = false; !done && !this.disposed;) {
      await setImmediate();
      done = this.pass();
      this.grown.fire();
    }
    this.running = false;
  }

  /** @returns Whether it is as long as the view. */
  private pass(): boolean {
    const { view, slots } = this;
    const until = performance.now() + SLICE_MS;
    slots.dropBefore(Math.min(view.first, slots.length - 1));
    while (slots.length < view.length && performance.now() < until) {
      const stop = Math.min(view.length, slots.length + 4096);
      for (let i = slots.length; i < stop; i++) slots.push(this.length + this.pauseAbove(i));
    }
    return slots.length >= view.length;
  }

  private pauseAbove(position: number): number {
    const { view } = this;
    if (position <= view.first) return 0;
    const deltaNs = this.timeNs(view.at(position)) - this.timeNs(view.at(position - 1));
    return Math.max(0, Math.min(MOST_PAUSE_ROWS, Math.floor(deltaNs / this.nsPerRow) - 1));
  }
}
