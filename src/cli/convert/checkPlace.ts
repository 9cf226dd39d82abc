import { existsSync, lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { sep } from 'node:path';
import { filesRead } from '../../capture/sources/openSource';
import { findEarlierSegments } from '../../capture/store/segmentNames';
import { isWritten } from '../../capture/store/writerMarker';
import {
  captureBusy,
  directoryNotEmpty,
  fileExists,
  importsItself,
  notAFile,
  saveFailed,
  unwritable,
} from '../../shared/errors/captureErrors';
import { UserError } from '../../shared/errors/userError';
import { fileItself } from '../fileItself';

/**
 * Makes sure that something may be written to a place.
 * @param from What will be read; undefined for a stream.
 * @returns The place itself, where its name is a link.
 * @throws UserError `file-exists`, `capture-busy`, `directory-not-empty`, `imports-itself`, `save-failed`
 */
export async function checkPlace(
  from: string | undefined,
  out: string,
  { directory, force }: { directory: boolean; force: boolean },
): Promise<string> {
  try {
    // What a shell makes of >(…) is called by no name that there is.
    if (!directory && isSpecial(out)) throw notAFile(out);
    const path = fileItself(out);
    const stats = lstatSync(path, { throwIfNoEntry: false });
    const earlier = directory ? [] : await findEarlierSegments(path);
    // With a capture its earlier segments are replaced.
    if (from !== undefined && (await areRead([path, ...earlier], from))) throw importsItself(out);
    if (earlier.length > 0 && !force) throw fileExists(out, '--force');
    if (!directory && (await isWritten(path))) throw captureBusy(out);
    if (!stats) return path;
    if (directory && !stats.isDirectory())
      throw saveFailed(out, 'it is not a directory', 'Choose another name.');
    if (!directory && !stats.isFile()) throw notAFile(out);
    // No option is worth the removal of a directory with all that is in it.
    if (directory && readdirSync(path).length > 0) throw directoryNotEmpty(out);
    if (!directory && !force) throw fileExists(out, '--force');
    return path;
  } catch (error) {
    throw error instanceof UserError ? error : unwritable(out, error);
  }
}

function isSpecial(place: string): boolean {
  const stats = statSync(place, { throwIfNoEntry: false });
  return stats !== undefined && !stats.isFile() && !stats.isDirectory();
}

async function areRead(written: readonly string[], from: string): Promise<boolean> {
  // Where they cannot be listed, opening it says why.
  const read = [from, ...(await filesRead(from).catch(() => []))];
  return written.some((path) => read.some((file) => isSame(file, path)) || isWithin(path, from));
}

/** By their numbers: hard links have no other sign. */
function isSame(a: string, b: string): boolean {
  const first = statSync(a, { throwIfNoEntry: false });
  const second = statSync(b, { throwIfNoEntry: false });
  return first !== undefined && first.ino === second?.ino && first.dev === second.dev;
}

/** It is among the files of a directory that is read. */
function isWithin(path: string, from: string): boolean {
  const stats = statSync(from, { throwIfNoEntry: false });
  if (!stats?.isDirectory()) return false;
  return existsSync(path) && path.startsWith(realpathSync(from) + sep);
}
