import { accessSync, constants, readFileSync } from 'node:fs';
import { lookFailed } from '../shared/errors/targetErrors';
import { errnoText, isExhaustion } from '../shared/text/errnoText';

/** Whether we may read a file. */
export function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * For files of the system's own only: nothing here keeps one from blocking.
 * @returns undefined for what is not there, or not for us.
 * @throws UserError `look-failed` when we are at our limits.
 */
export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isExhaustion(error)) throw lookFailed(errnoText(error));
    return undefined;
  }
}
