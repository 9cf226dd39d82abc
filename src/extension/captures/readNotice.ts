import { basename } from 'node:path';
import { isWritten } from '../../capture/store/writerMarker';
import { captureDamaged, captureGrows } from '../../shared/errors/captureErrors';
import type { UserError } from '../../shared/errors/userError';
import { plural } from '../../shared/text/quantity';
import { visible } from '../../shared/text/visible';
import type { Dialogs } from '../host/dialogs';
import type { Recording } from './recording';

const RELOAD = 'Reload';

/** Says once of a file that was read what it lacks; where more may come, with a button that reads it again. */
export async function tellOfFile(
  recording: Recording,
  dialogs: Pick<Dialogs, 'warn'>,
  reload: (recording: Recording) => Promise<void>,
): Promise<void> {
  const { capture } = recording;
  const { firstRow, length } = capture.index;
  const events = plural(length - firstRow, 'event');
  if (await isWritten(capture.path)) {
    const chosen = await warn(captureGrows(nameOf(capture.path), events), [RELOAD]);
    if (chosen === RELOAD) await reload(recording);
    return;
  }
  const [damage] = capture.damages;
  if (!damage) return;
  const { path, offset, bytes } = damage;
  await warn(captureDamaged(nameOf(path), offset, plural(bytes, 'byte'), events), []);

  /** A notification has one line for what matters. */
  function nameOf(file: string): string {
    return visible(basename(file));
  }

  function warn(notice: UserError, buttons: string[]): Promise<string | undefined> {
    return dialogs.warn(notice.toString(), buttons);
  }
}
