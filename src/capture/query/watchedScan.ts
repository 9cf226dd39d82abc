import { setImmediate, setTimeout as wait } from 'node:timers/promises';
import { DisposableList, type Disposable } from '../../shared/disposable';
import { Emitter } from '../../shared/emitter';
import type { Capture } from '../capture';
import { neededLength, readRuns } from './readEvents';

/** Rows that are looked at together. */
const STEP = 2048;
/** Milliseconds that the event loop may be held for at a time. */
const SLICE_MS = 6;
/** Frames, and bytes of them, after which the clock is looked at: that may take longer than a small one does. */
const LOOK_FRAMES = 32;
const LOOK_BYTES = 32 * 1024;
/** What opens a view first shows it: milliseconds until what it wants to know is looked for. */
const FIRST_MS = 400;
/** Milliseconds between two looks at how far it is. */
const LOOK_MS = 5;

/**
 * Looks at a frame of which there are the bytes [at, end), up to what is needed of its payload. It answers where it has
 * to wait before the next.
 */
export type LookAtFrame = (
  row: number,
  bytes: Buffer,
  at: number,
  end: number,
) => void | Promise<void>;

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

  /**
   * Reads events, in slices between which other work goes on; after this was disposed of, no more of them.
   * @param rows Ascending. @param payloadLimit Bytes that are needed of a message's payload.
   */
  protected async read(
    rows: readonly number[],
    look: LookAtFrame,
    payloadLimit?: (row: number) => number,
  ): Promise<void> {
    const { index } = this.capture;
    let until = performance.now() + SLICE_MS;
    let frames = 0;
    let bytesLooked = 0;
    for await (const { bytes, offset, from, to } of readRuns(this.capture, rows, payloadLimit))
      for (let place = from; place < to; place++) {
        const row = rows[place]!;
        if (row < index.firstRow) continue;
        const at = index.offset(row) - offset;
        const end = at + neededLength(index, row, payloadLimit);
        const waits = look(row, bytes, at, end);
        if (waits) await waits;
        bytesLooked += end - at;
        if (++frames < LOOK_FRAMES && bytesLooked < LOOK_BYTES) continue;
        frames = bytesLooked = 0;
        if (performance.now() < until) continue;
        await setImmediate();
        if (this.disposed) return;
        until = performance.now() + SLICE_MS;
      }
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
