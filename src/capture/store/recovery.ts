import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describeCapture, type StoredCapture } from './storedCapture';
import { isAbandoned, markerPath, readNote } from './writerMarker';

const MARKER = markerPath('');

/** A capture that was created as `recoverable` and never closed. */
export interface MarkedCapture extends StoredCapture {
  /** Its writer is gone. */
  abandoned: boolean;
  /** When its writer last said that it writes it, Unix milliseconds. */
  markedMs: number;
  /** CreateOptions.note; '' for none. */
  note: string;
}

/** Captures in a directory whose writer writes them still, or was killed, latest first. */
export async function findMarked(directory: string): Promise<MarkedCapture[]> {
  const names = await readdir(directory).catch(() => []);
  const found: MarkedCapture[] = [];
  for (const name of names.filter((entry) => entry.endsWith(MARKER))) {
    const capture = await marked(join(directory, name.slice(0, -MARKER.length)));
    if (capture) found.push(capture);
  }
  return found.sort((a, b) => b.lastWrittenMs - a.lastWrittenMs);
}

/** Those of them whose writer was killed. */
export async function findRecoverable(directory: string): Promise<MarkedCapture[]> {
  return (await findMarked(directory)).filter(({ abandoned }) => abandoned);
}

async function marked(path: string): Promise<MarkedCapture | undefined> {
  try {
    const { mtimeMs: markedMs } = await stat(markerPath(path));
    const abandoned = await isAbandoned(path);
    const note = await readNote(path);
    const stored = await describeCapture(path);
    return stored && { ...stored, abandoned, markedMs, note };
  } catch (error) {
    // Its writer has just ended.
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}
