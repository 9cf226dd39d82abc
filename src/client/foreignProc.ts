import { readFileSync } from 'node:fs';

/**
 * Whether /proc is of another pid namespace than this process: then it does not have this process, or
 * has more numbers of it than one, for each namespace down to its own.
 */
export function isProcForeign(proc = '/proc'): boolean {
  try {
    return /^NSpid:\t\d+\t/m.test(readFileSync(`${proc}/self/status`, 'utf8'));
  } catch {
    return true;
  }
}
