import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';
import type { Disposable } from '../shared/disposable';
import { lookFailed } from '../shared/errors/errors';
import { startTimeOf } from '../shared/helper/startTime';
import { errnoText, isExhaustion } from './errnoText';

/** Milliseconds; a signal for the end of a process that is nobody's child does not exist. */
const INTERVAL = 250;
/** A second, as /proc counts: sysconf(_SC_CLK_TCK) is 100 on every Linux of today. */
const TICKS = 100;

/**
 * When the process began, as {@link startTimeOf} says; undefined when it has ended. The kernel answers
 * from its own memory, whatever the process does: this file of /proc cannot block.
 * @throws UserError `look-failed` when we are at our limits, which says nothing of the process.
 */
export function startTime(pid: number, proc = '/proc'): string | undefined {
  try {
    return startTimeOf(readFileSync(`${proc}/${pid}/stat`, 'latin1'));
  } catch (error) {
    if (isExhaustion(error)) throw lookFailed(errnoText(error));
    return undefined;
  }
}

/**
 * Calls once, when the process that has this pid now has ended: with the last moment at which it was
 * seen, in ticks since boot.
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
      // Whether it runs shows when there are files to open again.
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
