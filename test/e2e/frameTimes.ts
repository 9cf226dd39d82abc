import type { Browser, Page } from 'playwright-core';

interface TraceEvent {
  name: string;
  pid: number;
  /** Microseconds. */
  ts: number;
  args: { frameSeqId?: number };
}

export interface FrameTimes {
  /** Frames a second. */
  rate: number;
  /** From one frame to the next, milliseconds. */
  p99: number;
}

/** Without the first, the categories that are on by themselves would be recorded too, which costs frames. */
const CATEGORIES = ['-*', 'disabled-by-default-devtools.timeline.frame'];
/** Until what is measured has come into its stride, microseconds. */
const WARM_UP = 250_000;

/**
 * The frames that Chromium drew while `work` went on, by its own tracing, counted as DevTools' track
 * of frames does: from the begin of one that was drawn to the begin of the next. They are those of
 * the process that drew most, which is the one whose content moved.
 */
export async function frameTimes(
  browser: Browser,
  page: Page,
  work: () => Promise<void>,
): Promise<FrameTimes> {
  await browser.startTracing(page, { categories: CATEGORIES });
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: TraceEvent[];
  };
  const pids = new Set(traceEvents.map(({ pid }) => pid));
  const frames = [...pids].map((pid) => drawnFrames(traceEvents.filter((e) => e.pid === pid)));
  const all = frames.reduce((most, each) => (each.length > most.length ? each : most));
  const drawn = all.filter((begin) => begin >= all[0]! + WARM_UP);
  if (drawn.length < 2) throw new Error('nothing was drawn');
  const between = drawn
    .slice(1)
    .map((begin, i) => (begin - drawn[i]!) / 1000)
    .sort((a, b) => a - b);
  return {
    rate: (between.length * 1e6) / (drawn.at(-1)! - drawn[0]!),
    p99: between[Math.floor(between.length * 0.99)]!,
  };
}

/** When the frames began that were drawn, ascending. */
function drawnFrames(events: readonly TraceEvent[]): number[] {
  const of = (name: string): TraceEvent[] => events.filter((event) => event.name === name);
  const begins = new Map(of('BeginFrame').map(({ args, ts }) => [args.frameSeqId, ts]));
  return of('DrawFrame')
    .map(({ args }) => begins.get(args.frameSeqId))
    .filter((begin) => begin !== undefined)
    .sort((a, b) => a - b);
}
