import type { OpenedSource } from '../capture/sources/sourceKind';
import { plural } from '../shared/text/quantity';
import { say } from './output';

/** Places that are named where bytes were left out. */
const MOST_DAMAGES = 20;

/** Says where something of what was read is left out. */
export function sayDamages({
  damages,
  damagedBytes,
}: Pick<OpenedSource, 'damages' | 'damagedBytes'>): void {
  if (damagedBytes > 0)
    say(
      `The last ${plural(damagedBytes, 'byte')} of the file are an incomplete event and were left out.`,
    );
  for (const { path, offset, bytes } of damages.slice(0, MOST_DAMAGES))
    say(
      `${path}: ${plural(bytes, 'byte')} at offset ${offset} are no whole message and were left out.`,
    );
  const more = damages.length - MOST_DAMAGES;
  if (more > 0) say(`… and ${plural(more, 'place')} more where something was left out.`);
}
