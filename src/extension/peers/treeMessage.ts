import { basename, dirname, join } from 'node:path';
import { redactedText } from '../../capture/redact/redactedText';
import { plural } from '../../shared/text/quantity';
import { filterText } from '../captures/filterText';
import { keepingNotice } from '../captures/keepingNotice';
import type { Recording } from '../captures/recording';
import { awayText } from './fleetNodes';
import { unattachedNote } from '../captures/unattached';

/** The message above the tree; empty while all is well. */
export function treeMessage(recording: Recording): string {
  const keeping = keepingNotice(recording.capture.keeping)?.message;
  const state = recording.live
    ? [awayText(recording), filterNote(recording)]
    : [notLiveText(recording), rotatedText(recording)];
  return [
    ...state,
    redactedNote(recording),
    partialText(recording),
    leftOutText(recording),
    ...recording.notes,
    keeping,
  ]
    .filter(Boolean)
    .join(' ');
}

function redactedNote({ capture: { hello } }: Recording): string {
  return hello?.redacted ? redactedText(hello.redacted) : '';
}

function partialText({ unattached }: Recording): string {
  const note = unattachedNote(unattached);
  return note && `A part is missing: ${note}.`;
}

/** Where an import left something out. */
function leftOutText({ damages }: Recording): string {
  const [first] = damages;
  if (!first) return '';
  const { path, offset, bytes } = first;
  const file = join(basename(dirname(path)), basename(path));
  const more = damages.length === 1 ? '' : `, and ${plural(damages.length - 1, 'other place')}`;
  return `Left out, since they are no whole message: ${plural(bytes, 'byte')} at offset ${offset} of ${file}${more}.`;
}

function filterNote({ filter }: Recording): string {
  const text = filterText(filter);
  return text && `Filter: only ${text}. The rest is not traced.`;
}

function notLiveText({ capture, opened, endMissing, about }: Recording): string {
  const { damagedBytes, path } = capture;
  const damaged =
    damagedBytes > 0 ? ` Its last ${damagedBytes} bytes are an incomplete event.` : '';
  const what = opened ? `captured in ${basename(path)}.` : 'the trace has ended.';
  const source = about === '' ? what : `${about}.`;
  const missing = endMissing ? ' Its end is missing, so more may be lost than is counted.' : '';
  return `Not live: ${source}${damaged}${missing}`;
}

function rotatedText({ capture }: Recording): string {
  const { firstRow } = capture.index;
  return firstRow > 0
    ? `Its oldest ${plural(firstRow, 'event')} were deleted when it reached its limit.`
    : '';
}
