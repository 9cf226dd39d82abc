import { opendirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { NodeOptions } from '../nodeOptions';
import { readLink } from './processRoot';

/** A node has a few thousand at most. */
const MOST_DESCRIPTORS = 8192;

/** Core's CBaseChainParams::DataDir; the main chain's is the data directory itself. */
const CHAIN_OF = new Map([
  ['testnet3', 'test'],
  ['testnet4', 'testnet4'],
  ['signet', 'signet'],
  ['regtest', 'regtest'],
]);

/** The directory that a node keeps locked while it runs; undefined where that is hidden from us. */
export function lockedDirectory(directory: string): string | undefined {
  try {
    const descriptors = opendirSync(`${directory}/fd`);
    try {
      for (let i = 0; i < MOST_DESCRIPTORS; i++) {
        const entry = descriptors.readSync();
        const path = entry && readLink(`${directory}/fd/${entry.name}`);
        if (!entry) return undefined;
        // Those of the blocks and of wallets are others.
        if (path && basename(path) === '.lock' && basename(dirname(path)) !== 'blocks')
          return dirname(path);
      }
    } finally {
      descriptors.closeSync();
    }
  } catch {
    // Not ours to see.
  }
  return undefined;
}

/**
 * What a node does weighs more than what its files say by now.
 * @param said By {@link readNodeOptions}.
 * @param isCore Whether a directory that is not named after a chain of Core's is its main chain's.
 */
export function optionsByLock(
  locked: string | undefined,
  said: NodeOptions,
  isCore: boolean,
): NodeOptions {
  if (locked === undefined) return said;
  const chain = locked === said.dataDirectory ? undefined : CHAIN_OF.get(basename(locked));
  // The two may be one place under two names.
  if (chain === said.chain) return said;
  if (chain) return { chain, dataDirectory: dirname(locked) };
  if (said.chain === 'main') return said;
  if (isCore || basename(locked) === '.bitcoin') return { chain: 'main', dataDirectory: locked };
  return said.dataDirectory === '' ? { ...said, dataDirectory: locked } : said;
}
