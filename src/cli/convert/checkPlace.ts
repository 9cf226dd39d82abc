import { lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { findEarlierSegments } from '../../capture/store/segmentNames';
import { isWritten } from '../../capture/store/writerMarker';
import {
  captureBusy,
  directoryNotEmpty,
  fileExists,
  importsItself,
  saveFailed,
} from '../../shared/errors/captureErrors';
import { UserError } from '../../shared/errors/userError';
import { writeErrnoText } from '../../shared/text/errnoText';

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
    const path = placeOf(out);
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (from !== undefined && stats && (await isRead(path, from))) throw importsItself(out);
    const earlier = directory ? [] : await findEarlierSegments(path);
    if (earlier.length > 0 && !force) throw fileExists(out, '--force');
    if (!directory && (await isWritten(path))) throw captureBusy(out);
    if (!stats) return path;
    if (directory && !stats.isDirectory()) throw new Error('it is not a directory');
    if (!directory && !stats.isFile()) throw new Error('it is not a regular file');
    // No option is worth the removal of a directory with all that is in it.
    if (directory && readdirSync(path).length > 0) throw directoryNotEmpty(out);
    if (!directory && !force) throw fileExists(out, '--force');
    return path;
  } catch (error) {
    throw error instanceof UserError ? error : saveFailed(out, writeErrnoText(error));
  }
}

/** The file or directory itself, so that two names of it are one. */
function placeOf(name: string): string {
  if (lstatSync(name, { throwIfNoEntry: false })) return realpathSync(name);
  return join(realpathSync(dirname(name)), basename(name));
}

async function isRead(path: string, from: string): Promise<boolean> {
  const files = [from, ...(await findEarlierSegments(from))];
  return files.some((file) => isSame(file, path)) || isWithin(path, from);
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
  return stats?.isDirectory() === true && path.startsWith(realpathSync(from) + sep);
}
