import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { isAbandoned } from './writerMarker';

/** Of a file whose trace did not end in order: it is taken for one that is written still for this long, ms. */
const SILENT = 60_000;

export interface FileAsRead {
  /** Bytes of the file when it was read. */
  size: number;
  /** The trace ended in order: nobody writes the file any more. */
  complete: boolean;
}

/**
 * Adds a frame to a capture file that was opened to be read.
 * @throws What the file system says, or why it may not be: somebody else writes the file.
 */
export async function appendFrame(
  path: string,
  frame: Buffer,
  { size, complete }: FileAsRead,
): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_NONBLOCK;
  const file = await open(path, flags);
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw new Error('it is not a regular file');
    const isWritten = !complete && Date.now() - stat.mtimeMs < SILENT;
    if (stat.size !== size || isWritten || !(await isAbandoned(path)))
      throw new Error('another program is writing it');
    try {
      await file.writeFile(frame);
    } catch (error) {
      // Half a frame would hide what is added later.
      await file.truncate(size).catch(() => undefined);
      throw error;
    }
  } finally {
    await file.close();
  }
}
