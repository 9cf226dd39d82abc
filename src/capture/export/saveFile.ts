import { unwritable } from '../../shared/errors/captureErrors';
import type { Piece } from './exporter';
import { NewFile } from './newFile';

/** Characters that are gathered before they are written. */
const MOST_PENDING = 1_000_000;

/** How an export under way is watched and ended. */
export interface ExportControl {
  /** Ends it: what was written of a file is removed. */
  signal?: AbortSignal | undefined;
  /** Is told now and then which share is done, from 0 to 1. */
  onProgress?: ((share: number) => void) | undefined;
}

/**
 * Writes pieces into a new file, which replaces what had its name once all of them are in it. When a
 * piece cannot be had or written, nothing is left.
 * @throws UserError `save-failed`; the reason of the signal when it aborts.
 */
export async function saveFile(
  path: string,
  pieces: AsyncIterable<Piece> | Iterable<Piece>,
  signal?: ExportControl['signal'],
): Promise<void> {
  let file: NewFile | undefined;
  try {
    file = await NewFile.create(path);
    for await (const piece of gathered(pieces)) {
      signal?.throwIfAborted();
      await file.write(piece);
    }
    signal?.throwIfAborted();
    await file.keep();
  } catch (error) {
    await file?.discard();
    if (signal?.aborted) throw error;
    throw unwritable(path, error);
  }
}

/** The same, with small pieces of text joined. */
async function* gathered(
  pieces: AsyncIterable<Piece> | Iterable<Piece>,
): AsyncGenerator<Piece, void> {
  let text = '';
  for await (const piece of pieces) {
    if (typeof piece === 'string') {
      text += piece;
      if (text.length < MOST_PENDING) continue;
    }
    if (text !== '') yield text;
    text = '';
    if (typeof piece !== 'string') yield piece;
  }
  if (text !== '') yield text;
}
