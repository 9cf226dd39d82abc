import type { OpenedSource } from '../capture/sources/sourceKind';
import { leftOut } from '../shared/errors/captureErrors';
import type { SourceEnd } from '../shared/source';
import { plural } from '../shared/text/quantity';
import { say, sayError } from './output';
import { sourceFailure } from './sourceFailure';

/** Places that are named where bytes were left out. */
const MOST_DAMAGES = 20;

/**
 * How the reading of a source went.
 * @param place What it was opened by.
 * @returns What is wrong with it; undefined where all of it was read.
 */
export function endOf(place: string, source: OpenedSource, end: SourceEnd): Error | undefined {
  const damages = damageLines(source);
  for (const note of source.notes) say(note);
  const failure = sourceFailure(place, end);
  if (!failure) return damages.length > 0 ? leftOut(damages) : undefined;
  for (const line of damages) sayError(line);
  return failure;
}

function damageLines({ damages }: OpenedSource): string[] {
  const lines = damages
    .slice(0, MOST_DAMAGES)
    .map(
      ({ path, offset, bytes }) =>
        `${path}: ${plural(bytes, 'byte')} at offset ${offset} ${bytes === 1 ? 'is' : 'are'} no whole message or event.`,
    );
  const more = damages.length - MOST_DAMAGES;
  if (more > 0) lines.push(`… and ${plural(more, 'place')} more.`);
  return lines;
}
