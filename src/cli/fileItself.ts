import { lstatSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { linkToNowhere } from '../shared/errors/captureErrors';

/**
 * The path of the file or directory that a name means, so that two names of it are one. It need not exist, but the
 * folder that it is in.
 * @throws UserError `save-failed` for a link that leads nowhere; the error of the system.
 */
export function fileItself(name: string): string {
  if (!lstatSync(name, { throwIfNoEntry: false }))
    return join(realpathSync(dirname(name)), basename(name));
  try {
    return realpathSync(name);
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? linkToNowhere(name) : error;
  }
}
