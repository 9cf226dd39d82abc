import { mkdir, rename, rm } from 'node:fs/promises';
import { NewFile } from '../../capture/export/newFile';
import { findEarlierSegments } from '../../capture/store/segmentNames';
import { unwritable } from '../../shared/errors/captureErrors';
import { UserError } from '../../shared/errors/userError';
import type { NoRoom } from '../eventWriter';
import { standardOutput, type Output } from '../output';
import type {
  Converted,
  Converter,
  ConvertOptions,
  DirectoryConverter,
  FileConverter,
} from './converter';

/** What stands for standard output, as a name of a file. */
export const STANDARD = '-';

/**
 * Writes what was read to a place, which has it when it is whole; where something cannot be written,
 * nothing is left.
 * @returns What the format had no room for.
 * @throws UserError `save-failed`, `output-failed`, `binary-to-terminal`; the system's error
 * where the reader of standard output has gone
 */
export async function writeConverted(
  converter: Converter,
  source: Converted,
  out: string,
  options: ConvertOptions,
): Promise<NoRoom | undefined> {
  if (converter.directory) {
    await writeDirectory(converter, source, out, options);
    return undefined;
  }
  if (out !== STANDARD) return writeFile(converter, source, out, options);
  return converter.write(source, standardOutput, options);
}

async function writeFile(
  converter: FileConverter,
  source: Converted,
  path: string,
  options: ConvertOptions,
): Promise<NoRoom | undefined> {
  let file: NewFile | undefined;
  try {
    const created = (file = await NewFile.create(path));
    const noRoom = await converter.write(source, outputOf(created), options);
    // Else they would be read as the beginning of a capture with its name.
    const earlier = await findEarlierSegments(path);
    await created.keep();
    for (const segment of earlier) await rm(segment, { force: true });
    return noRoom;
  } catch (error) {
    await file?.discard();
    throw worded(path, error);
  }
}

function outputOf(file: NewFile): Output {
  return {
    write: async (piece, encoding, onWritten) => {
      const bytes = typeof piece === 'string' ? Buffer.from(piece, encoding) : piece;
      await file.write(bytes);
      onWritten?.(bytes.length);
    },
  };
}

async function writeDirectory(
  converter: DirectoryConverter,
  source: Converted,
  path: string,
  options: ConvertOptions,
): Promise<void> {
  const unfinished = `${path}.unfinished`;
  try {
    await mkdir(unfinished, { mode: 0o700 });
  } catch (error) {
    throw worded(unfinished, error);
  }
  try {
    await converter.write(source, unfinished, options);
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true }).catch(() => undefined);
    throw worded(path, error);
  }
}

function worded(path: string, error: unknown): unknown {
  return error instanceof UserError ? error : unwritable(path, error);
}
