import { UserError } from './userError';

/** A view of a capture whose file no longer exists. */
export function captureGone(path = ''): UserError {
  return new UserError(
    'capture-gone',
    `The capture ${path && `${path} `}no longer exists: only the latest few are kept.`,
    'Save a capture under a name of your choice to keep it.',
  );
}

/** A file of a file system that another extension provides. */
export function notOfThisMachine(scheme: string): UserError {
  return new UserError(
    'not-of-this-machine',
    `A capture is read from a file of the machine that the extension runs on, and not from “${scheme}”.`,
    'Copy the file there first.',
  );
}

/** A view of peers whose events have all been deleted. */
export function peersRotated(): UserError {
  return new UserError(
    'peers-rotated',
    'Nothing is left to show: the connection is closed, and the capture reached its limit and deleted its events.',
    'Raise the limit to keep more.',
  );
}

/** A ladder's filter, or its search for matches. */
export function filterFailed(reason: string): UserError {
  return new UserError(
    'filter-failed',
    `The filter stopped, as the capture could not be read: ${withStop(reason)}`,
    'What is shown is incomplete. Change the filter to search again, or open the capture again.',
  );
}

/** Why a ladder was not drawn: it is too much for the browser, its page was hidden or closed, or it shows another view. */
export type ExportObstacle = 'too-large' | 'hidden' | 'changed' | 'other';

const AFTER_EXPORT: Record<ExportObstacle, string> = {
  'too-large': 'Select fewer rows, or export as SVG or text.',
  hidden: 'Leave the ladder in front until the export is done, then export again.',
  changed: 'Export again: the ladder shows something else by now.',
  other: 'Export again. If it fails again, close the ladder and open it again.',
};
/** A filter given to a command. @param part The characters that make no sense. */
export function filterInvalid(part: string, why: string, instead: string | undefined): UserError {
  const meant = instead === undefined ? '' : ` Did you mean “${instead}”?`;
  return new UserError(
    'filter-invalid',
    `The filter makes no sense at “${part}”: ${withStop(why)}${meant}`,
    'docs/filter-language.md describes the language.',
  );
}

/** Nothing names a transaction or block. */
export function hashUnknown(hash: string): UserError {
  return new UserError(
    'hash-unknown',
    `No message mentions a transaction or block ${hash}.`,
    'Give its txid, wtxid or block hash as Bitcoin Core shows it.',
  );
}

/** The picture of a ladder. */
export function exportFailed(format: string, reason: string, obstacle: ExportObstacle): UserError {
  return new UserError(
    'export-failed',
    `The ladder could not be drawn as ${format}: ${withStop(reason)}`,
    AFTER_EXPORT[obstacle],
  );
}

/** @param most How many characters are put on the clipboard at most. */
export function tooLongToCopy(most: string): UserError {
  return new UserError(
    'too-long-to-copy',
    `The JSON of all fields of this message exceeds ${most}, which is too much for the clipboard.`,
    'Save the capture and print it to a file: bitcoin-p2p-trace print FILE --format json --decode=full.',
  );
}

/** A reason from elsewhere as the end of a sentence. */
function withStop(reason: string): string {
  return reason.endsWith('.') ? reason : `${reason}.`;
}
