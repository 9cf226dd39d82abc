import type { OpenedSource } from '../capture/sources/sourceKind';
import { plural } from '../shared/text/quantity';
import { say } from './output';

/** Places that are named where bytes were left out. */
const MOST_DAMAGES = 20;

/** Says where an import left something out. */
export function sayDamages({ damages, notes }: Pick<OpenedSource, 'damages' | 'notes'>): void {
  for (const { path, offset, bytes } of damages.slice(0, MOST_DAMAGES))
    say(
      `${path}: ${plural(bytes, 'byte')} at offset ${offset} are no whole message and were left out.`,
    );
  const more = damages.length - MOST_DAMAGES;
  if (more > 0) say(`… and ${plural(more, 'place')} more where something was left out.`);
  for (const note of notes) say(note);
}
