import { recordedInPart } from '../../shared/errors/traceErrors';
import { probeTitle, type UnattachedProbe } from '../../shared/frames/probeLists';
import { plural } from '../../shared/text/quantity';
import { visible } from '../../shared/text/visible';
import type { UserError } from '../../shared/errors/userError';
import type { Recording } from './recording';

/** A stranger's file may name any number of probes, and say anything about them. */
const MOST_PROBES = 8;
const LONGEST = 200;
/** VS Code cuts a notification after 1,000 characters, and the end of one says what to do. */
const LONGEST_LINE = 500;

/** `2 tracepoints not attached`; empty when all are. */
export function unattachedNote(unattached: readonly UnattachedProbe[]): string {
  return unattached.length === 0 ? '' : `${plural(unattached.length, 'tracepoint')} not attached`;
}

/** Rows of a tooltip: each tracepoint that is not attached, and why. */
export function unattachedRows(unattached: readonly UnattachedProbe[]): [string, string][] {
  const rows = unattached
    .slice(0, MOST_PROBES)
    .map(({ name, reason }): [string, string] => ['Not attached', probeText(name, reason)]);
  const more = unattached.length - rows.length;
  return more === 0 ? rows : [...rows, ['Not attached', `${more} more`]];
}

/** The same in one line, short enough for a notification: the first ones, and how many more. */
export function unattachedText(unattached: readonly UnattachedProbe[]): string {
  let text = '';
  for (const [i, { name, reason }] of unattached.entries()) {
    const probe = probeText(name, reason);
    if (i > 0 && text.length + probe.length > LONGEST_LINE)
      return `${text}; ${unattached.length - i} more.`;
    text += i === 0 ? probe : `; ${probe}`;
  }
  return `${text}.`;
}

/** Says once of each opened capture that it was recorded with some tracepoints missing. */
export class PartialCaptures {
  private readonly told = new WeakSet<Recording>();

  /** @returns What to say of the recording on screen, if anything. */
  take(recording: Recording | undefined): UserError | undefined {
    if (!recording?.opened || recording.unattached.length === 0 || this.told.has(recording))
      return undefined;
    this.told.add(recording);
    return recordedInPart(unattachedText(recording.unattached));
  }
}

function probeText(name: string, reason: string): string {
  const title = short(probeTitle(name));
  return reason === '' ? title : `${title}: ${short(reason)}`;
}

function short(text: string): string {
  const shown = visible(text.slice(0, LONGEST + 1));
  return shown.length > LONGEST ? `${shown.slice(0, LONGEST)}…` : shown;
}
