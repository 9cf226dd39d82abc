import { needLength } from '../frames/frameReader';
import { readHeader, type EventHeader, readI64, readU64 } from '../frames/header';
import { durationText } from '../text/durationText';
import { formatBytes, formatCount, plural } from '../text/quantity';
import type { EventKind } from './eventKind';
import { hashJson, ofBlock, subject, type OfBlock } from './ofBlock';

/** Offsets in the frame: `struct block_coins_event`. */
export const BLOCK_COINS = {
  hash: 40,
  height: 72,
  counted: 76,
  /** A `struct coin_count` each: u64 coins, i64 value. */
  added: 80,
  spent: 96,
  uncached: 112,
  end: 128,
} as const;
/** `struct cache_flushed_event`. */
export const CACHE_FLUSHED = {
  durationUs: 40,
  coins: 48,
  bytes: 56,
  mode: 64,
  forPrune: 68,
  end: 72,
} as const;

interface CoinCount {
  coins: number;
  /** Of all of them together, satoshi. */
  value: number;
}

/** What became of unspent coins; undefined what was not counted, since its probe is not attached. */
export interface BlockCoinsEvent extends OfBlock {
  kind: 'block-coins';
  /** The node is the subject. */
  peer?: undefined;
  height: number;
  /** By the block that was connected. */
  added: CoinCount | undefined;
  spent: CoinCount | undefined;
  /** Dropped from the cache since the block before, as what a refused transaction would have spent. */
  uncached: CoinCount | undefined;
}

export interface CacheFlushedEvent extends EventHeader {
  kind: 'cache-flushed';
  /** The node is the subject. */
  peer?: undefined;
  durationUs: number;
  /** In the cache before. */
  coins: number;
  /** Memory of the cache before. */
  bytes: number;
  /** FlushStateMode of Core's validation.h, by {@link MODES}; a number that is none of them is itself. */
  mode: string;
  /** To remove old blocks. */
  forPrune: boolean;
}

/** By the number that the probe tells; 3 was called ALWAYS by earlier releases of Core. */
const MODES = ['none', 'if_needed', 'periodic', 'force_flush', 'force_sync'] as const;

/** In the order of the bits of `counted`: `enum coin_change`. */
const CHANGES = ['added', 'spent', 'uncached'] as const;

function readCount(frame: Buffer, change: (typeof CHANGES)[number]): CoinCount | undefined {
  const isCounted = frame.readUInt32LE(BLOCK_COINS.counted) & (1 << CHANGES.indexOf(change));
  if (!isCounted) return undefined;
  const at = BLOCK_COINS[change];
  return { coins: readU64(frame, at), value: readI64(frame, at + 8) };
}

function coinsText({ added, spent, uncached }: BlockCoinsEvent): string {
  const byBlock = [
    ...(added ? [`${plural(added.coins, 'coin')} added`] : []),
    ...(spent ? [`${formatCount(spent.coins)}${added ? '' : ' coins'} spent`] : []),
  ];
  const before = uncached?.coins
    ? `; ${formatCount(uncached.coins)} uncached since the block before`
    : '';
  return `${byBlock.join(', ') || 'coins'} while the block was connected${before}`;
}

function coinsSubject(event: BlockCoinsEvent): string {
  const values = CHANGES.flatMap((change) => {
    const count = event[change];
    return count?.coins ? [`${formatCount(count.value)} sat ${change}`] : [];
  });
  return [subject(event), ...values].join(', ');
}

/** `force flush` */
function modeText(mode: string): string {
  return mode.replaceAll('_', ' ');
}

function flushedText({ durationUs, coins, bytes, mode, forPrune }: CacheFlushedEvent): string {
  const why = `${modeText(mode)}${forPrune ? ', to prune' : ''}`;
  return `flushed ${plural(coins, 'coin')} (${formatBytes(bytes)}) in ${durationText(durationUs)}: ${why}`;
}

export const blockCoins: EventKind<BlockCoinsEvent> = {
  kind: 48,
  provider: 'utxocache',
  tracepoint: 'coins',
  counts: ['add', 'spent', 'uncache'],
  arguments: '8 4 4 -8 1',
  about: 'coins that were added, spent and uncached, counted for each block that is connected',
  direction: undefined,
  peer: undefined,
  hashes: [BLOCK_COINS.hash],
  wording: { what: 'coins', tone: 'plain', text: coinsText, subject: coinsSubject },
  facts: ({ hash, height }) => ({ hashes: [hash], height }),
  size: BLOCK_COINS.end,
  decode: (frame) => ({
    kind: 'block-coins',
    ...ofBlock(frame, BLOCK_COINS.hash, BLOCK_COINS.end),
    height: frame.readInt32LE(BLOCK_COINS.height),
    added: readCount(frame, 'added'),
    spent: readCount(frame, 'spent'),
    uncached: readCount(frame, 'uncached'),
  }),
  json(event) {
    const counts = CHANGES.map((change) => {
      const count = event[change];
      return count ? `,"${change}":${count.coins},"${change}_value":${count.value}` : '';
    });
    return `,"height":${event.height}${counts.join('')}${hashJson(event)}`;
  },
};

export const cacheFlushed: EventKind<CacheFlushedEvent> = {
  kind: 49,
  provider: 'utxocache',
  tracepoint: 'flush',
  arguments: '-8 4 8 8 1',
  about: 'the cache of unspent coins was written to the disk, and how long that took',
  direction: undefined,
  peer: undefined,
  wording: {
    what: 'flushed coins',
    tone: 'plain',
    text: flushedText,
    reason: (mode) => `flushed coins: ${modeText(mode)}`,
  },
  facts: ({ durationUs, mode }) => ({ tookNs: durationUs * 1000, reason: mode }),
  size: CACHE_FLUSHED.end,
  decode(frame) {
    needLength(frame.length, CACHE_FLUSHED.end);
    const mode = frame.readUInt32LE(CACHE_FLUSHED.mode);
    return {
      kind: 'cache-flushed',
      ...readHeader(frame),
      durationUs: readI64(frame, CACHE_FLUSHED.durationUs),
      coins: readU64(frame, CACHE_FLUSHED.coins),
      bytes: readU64(frame, CACHE_FLUSHED.bytes),
      mode: MODES[mode] ?? String(mode),
      forPrune: frame.readUInt32LE(CACHE_FLUSHED.forPrune) !== 0,
    };
  },
  json({ durationUs, coins, bytes, mode, forPrune }) {
    const what = `,"duration_us":${durationUs},"coins":${coins},"bytes":${bytes}`;
    return `${what},"mode":"${mode}","for_prune":${forPrune}`;
  },
};
