import {
  CompactBlocks,
  untilConnectedNs,
  type CompactBlock,
} from '../../capture/model/compactBlocks';
import { addCompactRow } from '../../capture/query/compactBlockRows';
import type { Reading } from '../reading';
import { lookAtAll } from '../select/overAll';
import type { SelectionFlags } from '../select/selection';

/** Compact blocks that are told; of more only the number is. */
const MOST = 100_000;

/** Of some numbers, those that are known. */
export interface Spread {
  known: number;
  median: number;
  worst: number;
}

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

/** What is told of all of them: by how many, the median and the worst. */
export const SPREADS = {
  missing: ({ missing }: CompactBlock) => missing,
  missingBytes: ({ missingBytes }: CompactBlock) => missingBytes,
  completedUs: ({ completedNs }: CompactBlock) => micros(completedNs),
  connectedUs: ({ block }: CompactBlock) => micros(untilConnectedNs(block)),
} as const;
export type SpreadName = keyof typeof SPREADS;

/** @returns undefined where none is known. */
export function spreadOf(blocks: readonly CompactBlock[], name: SpreadName): Spread | undefined {
  const known = blocks
    .map((block) => SPREADS[name](block))
    .filter((value) => value !== undefined)
    .sort((a, b) => a - b);
  if (known.length === 0) return undefined;
  const at = Math.floor((known.length - 1) / 2);
  return { known: known.length, median: known[at]!, worst: known.at(-1)! };
}

export function micros(ns: number | undefined): number | undefined {
  return ns === undefined ? undefined : ns / 1000;
}
