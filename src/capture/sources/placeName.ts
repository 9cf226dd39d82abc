import { basename } from 'node:path';
import { formatCount } from '../../shared/text/quantity';
import { severalAt } from './coreDirectory';

/** What a place is called in a few words: `session.p2ptrace`, `2 peers of message_capture`. */
export function placeName(place: string): string {
  const several = severalAt(place);
  if (!several) return basename(place);
  return `${formatCount(several.names.length)} peers of ${basename(several.within)}`;
}

/** The file or directory that has to be there for a place to be read. */
export function placeOnDisk(place: string): string {
  return severalAt(place)?.within ?? place;
}
