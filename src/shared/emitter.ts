import type { Disposable } from './disposable';

export type Listener<T> = (value: T) => void;

/** A subscription point. Call it `onX`: `capture.onAppend((n) => …)`. */
export type Event<T> = (listener: Listener<T>) => Disposable;

/** One source of one kind of event, for code that knows no `vscode`. */
export class Emitter<T> implements Disposable {
  private readonly listeners = new Set<Listener<T>>();

  readonly event: Event<T> = (listener) => {
    const own: Listener<T> = (value) => listener(value);
    this.listeners.add(own);
    return { dispose: () => this.listeners.delete(own) };
  };

  fire(value: T): void {
    for (const listener of [...this.listeners]) listener(value);
  }

  dispose(): void {
    this.listeners.clear();
  }
}
