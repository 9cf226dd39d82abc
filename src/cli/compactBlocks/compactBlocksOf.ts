import { CompactBlocks, type CompactBlock } from '../../capture/model/compactBlocks';
import { addCompactRow } from '../../capture/query/compactBlockRows';
import type { Reading } from '../reading';
import { lookAtAll } from '../select/overAll';
import type { SelectionFlags } from '../select/selection';

/** Compact blocks that are told; of more only the number is. */
const MOST = 100_000;

export interface CompactBlockList {
  /** In the order in which they came. */
  blocks: CompactBlock[];
  /** How many there are besides. */
  left: number;
}

/** All compact blocks of what is read; the selection chooses by the row of the `cmpctblock`. */
export async function compactBlocksOf(
  reading: Reading,
  flags: SelectionFlags,
): Promise<CompactBlockList> {
  const { index } = reading.read.contents;
  const list: CompactBlockList = { blocks: [], left: 0 };
  await lookAtAll(reading, flags, (isWanted) => {
    const watch = new CompactBlocks((block) => {
      if (!isWanted(block.row)) return;
      if (list.blocks.length < MOST) list.blocks.push(block);
      else list.left++;
    });
    return (row, frame) => addCompactRow(watch, index, row, frame);
  });
  return list;
}
