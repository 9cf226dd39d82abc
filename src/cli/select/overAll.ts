import { isMessage } from '../../capture/index/eventKinds';
import { RowWalk } from '../convert/rowWalk';
import type { Reading } from '../reading';
import { KeptRows } from './keptRows';
import { select, wantsAll, type SelectionFlags } from './selection';

/** Which rows of all that are looked at are wanted; known of those that were. */
export type IsWanted = (row: number) => boolean;

/**
 * Gives every event to what has to see all of them, and says which are selected.
 * @param reading Of everything. @param begin Is told how to ask, and answers what looks at each event.
 */
export async function lookAtAll(
  { read, source, peers }: Reading,
  flags: SelectionFlags,
  begin: (isWanted: IsWanted) => (row: number, frame: Buffer) => void,
): Promise<void> {
  const { index } = read.contents;
  const takes = wantsAll(flags) ? undefined : await select(flags, source, peers);
  const selected = takes && new KeptRows();
  const look = begin((row) => !selected || selected.isKept(row));
  const walk = new RowWalk(index);
  for await (const run of read.frames)
    walk.each(run, (frame, row) => {
      if (row === undefined) return;
      selected?.add(row, takes!(row, frame), isMessage(index.kind(row)));
      look(row, frame);
    });
}
