import { setTimeout } from 'node:timers/promises';

/** What comes from another program may come seldom; who waits for it longer than this, milliseconds, is in a pause. */
const PAUSE_MS = 100;

/** The same items. @param paused Is called, and waited for, where the next one is a while in coming. */
export async function* orPause<T>(
  items: AsyncIterable<T>,
  paused: () => Promise<void>,
): AsyncGenerator<T, void> {
  const iterator = items[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = iterator.next();
      if (!(await isSoon(next))) await paused();
      const item = await next;
      if (item.done === true) return;
      yield item.value;
    }
  } finally {
    await iterator.return?.();
  }
}

/** A failure comes soon too: whoever waits for it next has it. */
async function isSoon(next: Promise<unknown>): Promise<boolean> {
  const timer = new AbortController();
  const pause = setTimeout(PAUSE_MS, false, { signal: timer.signal }).catch(() => false);
  const came = next.then(
    () => true,
    () => true,
  );
  const soon = await Promise.race([came, pause]);
  timer.abort();
  return soon;
}
