import { existsSync } from 'node:fs';
import { findEarlierSegments } from '../../capture/store/segmentNames';
import { writerGone } from '../../capture/store/writerMarker';
import { captureGone } from '../../shared/errors/viewErrors';
import type { Lease, Recordings } from './recordings';

/** How long the window before may take to write what is left of its trace, milliseconds. */
const WRITING_MS = 15_000;

/**
 * Opens the capture of a view that VS Code brings back after a reload, once the window before has left it.
 * @throws UserError
 */
export async function openAgain(
  recordings: Pick<Recordings, 'open' | 'paths'>,
  path: string,
): Promise<Lease> {
  if (recordings.paths.includes(path)) return recordings.open(path, 'early');
  await writerGone(path, WRITING_MS);
  const files = [path, ...(await findEarlierSegments(path))];
  if (!files.some((file) => existsSync(file))) throw captureGone(path);
  return recordings.open(path);
}
