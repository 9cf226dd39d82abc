import { readFileSync } from 'node:fs';
import type { Disposable } from '../shared/disposable';

/** Milliseconds; a signal for the end of a process that is nobody's child does not exist. */
const INTERVAL = 250;

/**
 * When a process began, in clock ticks since boot: tells it from a later one of the same number.
 * @returns undefined when it has ended, also when only its parent has not noticed yet.
 */
export function startTime(pid: number, proc = '/proc'): string | undefined {
  try {
    const stat = readFileSync(`${proc}/${pid}/stat`, 'utf8');
    // The name, in parentheses, may hold anything; state is field 3, start time field 22.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
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
