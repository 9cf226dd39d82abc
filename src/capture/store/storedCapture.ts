import { stat } from 'node:fs/promises';
import { MalformedFrame } from '../../shared/frames/frameReader';
import type { Hello } from '../../shared/frames/hello';
import { decodeNode, type NodeFrame } from '../../shared/frames/node';
import { CaptureContents } from './captureContents';
import { readRuns } from './readRuns';
import { Segment } from './segment';
import { findEarlierSegments } from './segmentNames';

/** Bytes that say what a capture is of: a node is identified at its first events. */
const HEAD = 256 * 1024;

/** What can be said of a capture on the disk without reading it through. */
export interface StoredCapture {
  path: string;
  /** Bytes of all its files. */
  size: number;
  /** Unix milliseconds. */
  lastWrittenMs: number;
  /** When and of what it is. */
  hello: Hello;
  /** Whose events it begins with, as far as that is known. */
  nodes: NodeFrame[];
}

/** @returns undefined where there is no capture, or none that can be read. */
export async function describeCapture(path: string): Promise<StoredCapture | undefined> {
  let size = 0;
  let lastWrittenMs = 0;
  let head: Pick<StoredCapture, 'hello' | 'nodes'> | undefined;
  try {
    for (const file of [...(await findEarlierSegments(path)), path]) {
      const found = await stat(file).catch(() => undefined);
      if (!found?.isFile()) continue;
      size += found.size;
      lastWrittenMs = Math.max(lastWrittenMs, found.mtimeMs);
      head ??= await headOf(file);
    }
  } catch (error) {
    if (error instanceof MalformedFrame || isFileError(error)) return undefined;
    throw error;
  }
  return head && { path, size, lastWrittenMs, ...head };
}

async function headOf(path: string): Promise<Pick<StoredCapture, 'hello' | 'nodes'> | undefined> {
  const segment = await Segment.open(path);
  try {
    const contents = new CaptureContents();
    for await (const { frames } of readRuns(segment, Math.min(HEAD, segment.size)))
      contents.add(frames, 0);
    const { hello, nodes } = contents;
    return hello && { hello, nodes: nodes.frames.map(decodeNode) };
  } finally {
    await segment.close();
  }
}

function isFileError(error: unknown): boolean {
  return error instanceof Error && 'code' in error;
}
