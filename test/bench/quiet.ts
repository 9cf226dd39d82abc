import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';

/** Share of the processors that has to be idle. */
const IDLE = 0.85;
/** Milliseconds of one look, and of patience. */
const LOOK = 250;
const PATIENCE = 20_000;

/** Ticks of all processors since boot: idle, and altogether. */
function ticks(): { idle: number; all: number } {
  const line = readFileSync('/proc/stat', 'utf8').split('\n', 1)[0]!;
  const counts = line.split(/\s+/).slice(1).map(Number);
  return { idle: counts[3]! + counts[4]!, all: counts.reduce((sum, n) => sum + n, 0) };
}

/** Resolves when the machine has nothing else to do, or does not stop having: medians bear some of that. */
export async function quiet(): Promise<void> {
  const end = performance.now() + PATIENCE;
  for (let last = ticks(); performance.now() < end;) {
    await wait(LOOK);
    const now = ticks();
    if (now.idle - last.idle >= IDLE * (now.all - last.all)) return;
    last = now;
  }
}
