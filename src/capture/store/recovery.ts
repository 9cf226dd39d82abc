import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MalformedFrame } from '../../shared/frames/frameReader';
import { decodeHello, type Hello } from '../../shared/frames/hello';
import { readHelloFrame } from './openSegments';
import { Segment } from './segment';
import { findEarlierSegments } from './segmentNames';
import { isAbandoned, markerPath } from './writerMarker';

const MARKER = markerPath('');

/** A capture whose writer was killed. */
export interface RecoverableCapture {
  path: string;
  /** Bytes of all its files. */
  size: number;
  /** Unix milliseconds. */
  lastWrittenMs: number;
  /** When and of what it is. */
  hello: Hello;
}

/** Captures in a directory that were created as `recoverable` and never closed, latest first. */
export async function findRecoverable(directory: string): Promise<RecoverableCapture[]> {
  const names = await readdir(directory).catch(() => []);
  const found: RecoverableCapture[] = [];
  for (const name of names.filter((entry) => entry.endsWith(MARKER))) {
    const capture = await recoverable(join(directory, name.slice(0, -MARKER.length)));
    if (capture) found.push(capture);
  }
  return found.sort((a, b) => b.lastWrittenMs - a.lastWrittenMs);
}

async function recoverable(path: string): Promise<RecoverableCapture | undefined> {
  try {
    if (!(await isAbandoned(path))) return undefined;
    let size = 0;
    let lastWrittenMs = 0;
    let hello: Hello | undefined;
    for (const file of [...(await findEarlierSegments(path)), path]) {
      const found = await stat(file).catch(() => undefined);
      if (!found?.isFile()) continue;
      size += found.size;
      lastWrittenMs = Math.max(lastWrittenMs, found.mtimeMs);
      hello ??= await helloOf(file);
    }
    return hello && { path, size, lastWrittenMs, hello };
  } catch (error) {
    if (error instanceof MalformedFrame || isFileError(error)) return undefined;
    throw error;
  }
}

async function helloOf(path: string): Promise<Hello | undefined> {
  const segment = await Segment.open(path);
  try {
    const frame = await readHelloFrame(segment);
    return frame && decodeHello(frame);
  } finally {
    await segment.close();
  }
}

function isFileError(error: unknown): boolean {
  return error instanceof Error && 'code' in error;
}
