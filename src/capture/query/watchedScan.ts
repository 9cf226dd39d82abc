import { setImmediate, setTimeout as wait } from 'node:timers/promises';
import { DisposableList, type Disposable } from '../../shared/disposable';
import { Emitter } from '../../shared/emitter';
import type { Capture } from '../capture';

/** Rows that are looked at together. */
const STEP = 2048;
/** What opens a view first shows it: milliseconds until what it wants to know is looked for. */
const FIRST_MS = 400;
/** Milliseconds between two looks at how far it is. */
const LOOK_MS = 5;

/**
 * Goes through all rows of a capture in their order while somebody looks at what comes of it: nothing is added to
 * the work of appending, so that a burst is recorded as fast as without it.
 */
export abstract class WatchedScan implements Disposable {
  private readonly disposables = new DisposableList();
  private readonly grown = this.disposables.add(new Emitter<void>());
  private running = false;
  private seen: number;

  /** More rows are known. */
  readonly onGrow = this.grown.event;

  /** @param isLive More may come. @param watchers How many look at it from the beginning. */
  constructor(
    protected readonly capture: Capture,
    protected readonly isLive: () => boolean,
    private watchers = 1,
  ) {
    this.seen = capture.index.firstRow;
    this.disposables.add(capture.onAppend(() => this.update()));
    this.update();
  }

  /** Looks at rows [from, to), in slices between which other work goes on. */
  protected abstract scan(from: number, to: number): Promise<void>;
  /** Rows below this one are gone. */
  protected abstract dropBefore(row: number): void;

  /** Rows below this one were looked at. */
  get known(): number {
    return this.seen;
  }

  protected get disposed(): boolean {
    return this.disposables.disposed;
  }

  /**
   * Waits until all rows below this one are known, or cannot be read; while somebody watches.
   * @param end At most the capture's length.
   */
  async until(end: number, signal?: AbortSignal): Promise<void> {
    this.update();
    while (this.seen < end && !this.disposed && !signal?.aborted) await wait(LOOK_MS);
  }

  /**
   * Somebody looks, until what is returned is disposed of. While nobody does, nothing is looked for in a
   * live capture; in one that is complete, what was begun is finished.
   */
  watch(): Disposable {
    this.watchers++;
    setTimeout(() => this.update(), FIRST_MS).unref();
    let watches = true;
    return {
      dispose: () => {
        if (watches) this.watchers--;
        watches = false;
      },
    };
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private get isIdle(): boolean {
    const begun = this.running && !this.isLive();
    return (this.watchers === 0 && !begun) || this.disposed;
  }

  private update(): void {
    if (this.running || this.isIdle) return;
    this.running = true;
    this.goOn().catch(() => {
      // The capture cannot be read: whoever looks at a row says why.
      this.disposables.dispose();
    });
  }

  private async goOn(): Promise<void> {
    const { index } = this.capture;
    // What is appended now can be read once this run of the event loop is over.
    await setImmediate();
    while (!this.isIdle && this.seen < index.length) {
      this.seen = Math.max(this.seen, index.firstRow);
      this.dropBefore(index.firstRow);
      const end = Math.min(index.length, this.seen + STEP);
      await this.scan(this.seen, end);
      this.seen = end;
      await setImmediate();
      this.grown.fire();
    }
    this.running = false;
  }
}
