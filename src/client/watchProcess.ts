import { uptime } from 'node:os';
import type { Disposable } from '../shared/disposable';
import { startTime } from './startTime';

/** Milliseconds between two looks: nothing signals the end of a process that is not a child of ours. */
const INTERVAL = 250;
/** A second, as /proc counts: sysconf(_SC_CLK_TCK) is 100 on every Linux of today. */
const TICKS = 100;

/**
 * Calls `onEnd` once, when the process that has this pid now has ended.
 * @param onEnd Gets the last moment at which the process was seen, in ticks since boot.
 */
export function watchProcess(
  pid: number,
  onEnd: (seen: number) => void,
  proc = '/proc',
): Disposable {
  let seen = now();
  let began: string | undefined;
  let known = false;
  const look = (): boolean => {
    const looked = now();
    try {
      const started = startTime(pid, proc);
      if (!known) began = started;
      known = true;
      if (started === undefined || started !== began) return false;
      seen = looked;
    } catch {
      // Whether it still runs is known as soon as files can be opened again.
    }
    return true;
  };
  look();
  const timer = setInterval(() => {
    if (look()) return;
    clearInterval(timer);
    onEnd(seen);
  }, INTERVAL);
  return { dispose: () => clearInterval(timer) };
}

function now(): number {
  return Math.floor(uptime() * TICKS);
}
