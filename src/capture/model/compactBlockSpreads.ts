import { missingBytesOf, untilConnectedNs, type CompactBlock } from './compactBlocks';

/** Of some numbers, those that are known. */
export interface Spread {
  known: number;
  median: number;
  worst: number;
}

/** What is told of all of them: by how many, the median and the worst. */
export const SPREADS = {
  missing: ({ missing }: CompactBlock) => missing,
  missingBytes: missingBytesOf,
  completedUs: ({ completedNs }: CompactBlock) => micros(completedNs),
  connectedUs: ({ block }: CompactBlock) => micros(untilConnectedNs(block)),
} as const;
export type SpreadName = keyof typeof SPREADS;

/** As people are told. */
export const SPREAD_NAMES: Record<SpreadName, string> = {
  missing: 'Missing transactions',
  missingBytes: 'Bytes of them',
  completedUs: 'From cmpctblock to the last blocktxn',
  connectedUs: 'From the first header to connected',
};

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
