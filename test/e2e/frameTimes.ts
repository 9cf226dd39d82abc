import type { Browser, Page } from 'playwright-core';

interface TraceEvent {
  name: string;
  pid: number;
  /** Microseconds. */
  ts: number;
}

export interface FrameTimes {
  /** Frames a second. */
  rate: number;
  /** Milliseconds between two frames. */
  p99: number;
}

/**
 * How often Chromium drew while `work` went on, by its own tracing: of the process that drew most,
 * which is the one whose content moved.
 */
export async function frameTimes(
  browser: Browser,
  page: Page,
  work: () => Promise<void>,
): Promise<FrameTimes> {
  await browser.startTracing(page, { categories: ['disabled-by-default-devtools.timeline.frame'] });
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: TraceEvent[];
  };
  const drawn = new Map<number, number[]>();
  for (const { name, pid, ts } of traceEvents) {
    if (name !== 'DrawFrame') continue;
    if (!drawn.has(pid)) drawn.set(pid, []);
    drawn.get(pid)!.push(ts);
  }
  const times = [...drawn.values()].reduce(
    (most, each) => (each.length > most.length ? each : most),
    [],
  );
  times.sort((a, b) => a - b);
  const between = times
    .slice(1)
    .map((ts, i) => (ts - times[i]!) / 1000)
    .sort((a, b) => a - b);
  if (between.length === 0) throw new Error('nothing was drawn');
  return {
    rate: (between.length * 1e6) / (times.at(-1)! - times[0]!),
    p99: between[Math.floor(between.length * 0.99)]!,
  };
}
