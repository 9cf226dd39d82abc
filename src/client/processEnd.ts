import { readFileSync } from 'node:fs';
import type { Disposable } from '../shared/disposable';
import { startTimeOf } from '../shared/startTime';

/** Milliseconds; a signal for the end of a process that is nobody's child does not exist. */
const INTERVAL = 250;

/** When the process began, as {@link startTimeOf} says; undefined when it has ended. */
export function startTime(pid: number, proc = '/proc'): string | undefined {
  try {
    return startTimeOf(readFileSync(`${proc}/${pid}/stat`, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Calls once, when the process that has this pid now has ended. */
export function watchProcess(pid: number, onEnd: () => void, proc = '/proc'): Disposable {
  const began = startTime(pid, proc);
  const timer = setInterval(() => {
    if (began !== undefined && startTime(pid, proc) === began) return;
    clearInterval(timer);
    onEnd();
  }, INTERVAL);
  return { dispose: () => clearInterval(timer) };
}
