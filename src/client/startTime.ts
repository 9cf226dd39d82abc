import { readFileSync } from 'node:fs';
import { lookFailed } from '../shared/errors/targetErrors';
import { startTimeOf } from '../shared/helper/startTime';
import { errnoText, isExhaustion } from '../shared/text/errnoText';

/**
 * When the process began, as {@link startTimeOf} gives it; undefined when it has ended. The kernel answers
 * from its own memory, whatever the process does, so reading this file of /proc cannot block.
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
