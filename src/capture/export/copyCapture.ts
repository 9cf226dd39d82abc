import { open, rename, rm, stat } from 'node:fs/promises';
import { saveFailed } from '../../shared/errors/errors';
import type { Capture } from '../capture';
import { findEarlierSegments } from '../store/segmentNames';

/**
 * Writes what a capture holds now, of all its parts, into one file, which then replaces what had its
 * name. @throws UserError
 */
export async function copyCapture(capture: Capture, path: string): Promise<void> {
  const unfinished = `${path}.unfinished`;
  try {
    for (const own of [...(await findEarlierSegments(capture.path)), capture.path])
      if (await isSameFile(own, path)) throw new Error('it is the capture itself');
    const file = await open(unfinished, 'w', 0o600);
    try {
      for await (const run of capture.runs()) await file.writeFile(run);
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    throw saveFailed(path, (error as Error).message);
  }
}

async function isSameFile(a: string, b: string): Promise<boolean> {
  const [first, second] = await Promise.all(
    [a, b].map((path) => stat(path).catch(() => undefined)),
  );
  return first !== undefined && first.ino === second?.ino && first.dev === second.dev;
}
