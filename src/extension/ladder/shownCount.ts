import { setImmediate } from 'node:timers/promises';
import { isMessage, type EventIndex } from '../../capture/index/eventIndex';
import type { QueryView } from '../../capture/query/queryView';
import type { Disposable } from '../../shared/disposable';
import { Emitter } from '../../shared/emitter';

/** Milliseconds that the event loop may be held for at a time. */
const SLICE_MS = 4;

/** How many of a view's rows are messages, and not what happened to connections. */
export class ShownCount implements Disposable {
  private readonly grown = new Emitter<void>();
  private messages = 0;
  /** Positions below this one were counted, from `first` on. */
  private seen = 0;
  private first = 0;
  private running = false;
  private disposed = false;

  /** Not fired within `update`. */
  readonly onGrow = this.grown.event;

  constructor(
    private readonly view: Pick<QueryView, 'first' | 'length' | 'at'>,
    private readonly index: Pick<EventIndex, 'kind' | 'firstRow'>,
  ) {}

  get value(): number {
    return this.messages;
  }

  /** Counts new rows: at once as far as that is quick, the rest soon. */
  update(): void {
    if (this.running || this.disposed || this.pass()) return;
    this.running = true;
    void this.goOn();
  }

  dispose(): void {
    this.disposed = true;
    this.grown.dispose();
  }

  private async goOn(): Promise<void> {
    for (let done = false; !done && !this.disposed;) {
      await setImmediate();
      done = this.pass();
    }
    this.running = false;
    this.grown.fire();
  }

  /** @returns Whether all rows were counted. */
  private pass(): boolean {
    const { view, index } = this;
    const until = performance.now() + SLICE_MS;
    if (view.first !== this.first) {
      // What rotation deleted cannot be asked any more, so all is counted anew.
      this.first = this.seen = view.first;
      this.messages = 0;
    }
    while (this.seen < view.length && performance.now() < until) {
      const stop = Math.min(view.length, this.seen + 4096);
      for (; this.seen < stop; this.seen++)
        if (isMessage(index.kind(view.at(this.seen)))) this.messages++;
    }
    return this.seen >= view.length;
  }
}
