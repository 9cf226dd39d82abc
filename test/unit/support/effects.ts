import { BLOCK_CONNECTED, BLOCK_HEADER, RECONSTRUCTED } from '../../../src/shared/events/blocks';
import { BLOCK_COINS, CACHE_FLUSHED } from '../../../src/shared/events/coins';
import { MEMPOOL, REJECTED, REMOVED, REPLACED } from '../../../src/shared/events/mempool';
import { EventKind } from './eventKind';
import { frameOf, type HeaderFields, writeSlot } from './frames';

/** As Bitcoin shows them. */
export const TXID = '4e3a' + '01'.repeat(28) + 'beef';
export const OTHER_TXID = '91c0' + '02'.repeat(28) + 'cafe';
export const BLOCK_HASH = '00000000' + '03'.repeat(28);

type Header = HeaderFields;
interface Entry extends Header {
  txid?: string;
  /** Satoshi. */
  fee?: number;
  /** Virtual bytes. */
  vsize?: number;
}
interface Replacement extends Entry {
  entered?: number;
  replacement?: string;
  isTransaction?: boolean;
  replacementFee?: number;
  replacementVsize?: number;
}

function writeHash(frame: Buffer, hash: string, at: number): void {
  Buffer.from(hash, 'hex').reverse().copy(frame, at);
}

function entry(kind: number, end: number, fields: Entry): Buffer {
  const frame = frameOf(kind, end, fields);
  writeHash(frame, fields.txid ?? TXID, MEMPOOL.txid);
  frame.writeBigInt64LE(BigInt(fields.fee ?? 1234), MEMPOOL.fee);
  frame.writeInt32LE(fields.vsize ?? 152, MEMPOOL.vsize);
  return frame;
}

export function added(fields: Entry = {}): Buffer {
  return entry(EventKind.MempoolAdded, MEMPOOL.addedEnd, fields);
}

export function removed(reason: string, fields: Entry & { entered?: number } = {}): Buffer {
  const frame = entry(EventKind.MempoolRemoved, REMOVED.end, fields);
  frame.writeBigUInt64LE(BigInt(fields.entered ?? 1_700_000_000), MEMPOOL.entryTime);
  writeSlot(frame, reason, REMOVED.reason, REMOVED.end);
  return frame;
}

export function replaced(fields: Replacement = {}): Buffer {
  const frame = entry(EventKind.MempoolReplaced, REPLACED.end, fields);
  frame.writeUInt32LE(fields.isTransaction === false ? 0 : 1, REPLACED.byTransaction);
  frame.writeBigUInt64LE(BigInt(fields.entered ?? 1_700_000_000), MEMPOOL.entryTime);
  writeHash(frame, fields.replacement ?? OTHER_TXID, REPLACED.replacement);
  frame.writeBigInt64LE(BigInt(fields.replacementFee ?? 5000), REPLACED.replacementFee);
  frame.writeInt32LE(fields.replacementVsize ?? 200, REPLACED.replacementVsize);
  return frame;
}

export function rejected(reason: string, fields: Header & { txid?: string } = {}): Buffer {
  const frame = frameOf(EventKind.MempoolRejected, REJECTED.end, fields);
  writeHash(frame, fields.txid ?? TXID, MEMPOOL.txid);
  writeSlot(frame, reason, REJECTED.reason, REJECTED.end);
  return frame;
}

interface Connected extends Header {
  hash?: string;
  height?: number;
  transactions?: number;
  inputs?: number;
  sigops?: number;
  durationNs?: number;
}

export function blockConnected(fields: Connected = {}): Buffer {
  const frame = frameOf(EventKind.BlockConnected, BLOCK_CONNECTED.end, fields);
  writeHash(frame, fields.hash ?? BLOCK_HASH, BLOCK_CONNECTED.hash);
  frame.writeInt32LE(fields.height ?? 840_123, BLOCK_CONNECTED.height);
  frame.writeInt32LE(fields.inputs ?? 7000, BLOCK_CONNECTED.inputs);
  frame.writeBigUInt64LE(BigInt(fields.transactions ?? 3050), BLOCK_CONNECTED.transactions);
  frame.writeBigInt64LE(BigInt(fields.sigops ?? 9000), BLOCK_CONNECTED.sigops);
  frame.writeBigUInt64LE(BigInt(fields.durationNs ?? 210_000_000), BLOCK_CONNECTED.durationNs);
  return frame;
}

export function blockHeader(
  fields: Header & {
    peer?: number;
    height?: number;
    viaCompactBlock?: boolean;
    hash?: string;
  } = {},
): Buffer {
  const frame = frameOf(EventKind.BlockHeader, BLOCK_HEADER.end, fields);
  frame.writeBigInt64LE(BigInt(fields.peer ?? 0), BLOCK_HEADER.peer);
  frame.writeInt32LE(fields.height ?? 840_123, BLOCK_HEADER.height);
  frame.writeUInt32LE(fields.viaCompactBlock ? 1 : 0, BLOCK_HEADER.viaCompactBlock);
  writeHash(frame, fields.hash ?? BLOCK_HASH, BLOCK_HEADER.hash);
  return frame;
}

interface Reconstructed extends Header {
  peer?: number;
  hash?: string;
  /** Prefilled, mempool, extra pool, requested, and bytes of those. */
  counts?: readonly [number, number, number, number, number];
}

export function reconstructed(fields: Reconstructed = {}): Buffer {
  const frame = frameOf(EventKind.CompactBlockReconstructed, RECONSTRUCTED.end, fields);
  frame.writeBigInt64LE(BigInt(fields.peer ?? 0), RECONSTRUCTED.peer);
  for (const [i, count] of (fields.counts ?? [1, 3000, 9, 40, 12_345]).entries())
    frame.writeUInt32LE(count, RECONSTRUCTED.prefilled + 4 * i);
  frame.writeUInt32LE(0, RECONSTRUCTED.requestedBytes + 4);
  writeHash(frame, fields.hash ?? BLOCK_HASH, RECONSTRUCTED.hash);
  return frame;
}

/** Coins and satoshi. */
type Coins = readonly [coins: number, value: number];

interface CoinsOfBlock extends Header {
  hash?: string;
  height?: number;
  /** Which of the three are counted, bit by bit; all when absent. */
  counted?: number;
  added?: Coins;
  spent?: Coins;
  uncached?: Coins;
}

export function blockCoins(fields: CoinsOfBlock = {}): Buffer {
  const {
    added = [6789, 5_000_000_000],
    spent = [7000, 4_000_000_000],
    uncached = [0, 0],
  } = fields;
  const frame = frameOf(EventKind.BlockCoins, BLOCK_COINS.end, fields);
  writeHash(frame, fields.hash ?? BLOCK_HASH, BLOCK_COINS.hash);
  frame.writeInt32LE(fields.height ?? 840_123, BLOCK_COINS.height);
  frame.writeUInt32LE(fields.counted ?? 7, BLOCK_COINS.counted);
  for (const [i, [coins, value]] of [added, spent, uncached].entries()) {
    frame.writeBigUInt64LE(BigInt(coins), BLOCK_COINS.added + 16 * i);
    frame.writeBigInt64LE(BigInt(value), BLOCK_COINS.added + 16 * i + 8);
  }
  return frame;
}

interface Flush extends Header {
  durationUs?: number;
  coins?: number;
  bytes?: number;
  mode?: number;
  forPrune?: boolean;
}

export function cacheFlushed(fields: Flush = {}): Buffer {
  const frame = frameOf(EventKind.CacheFlushed, CACHE_FLUSHED.end, fields);
  frame.writeBigInt64LE(BigInt(fields.durationUs ?? 210_000), CACHE_FLUSHED.durationUs);
  frame.writeBigUInt64LE(BigInt(fields.coins ?? 123_456), CACHE_FLUSHED.coins);
  frame.writeBigUInt64LE(BigInt(fields.bytes ?? 45_000_000), CACHE_FLUSHED.bytes);
  frame.writeUInt32LE(fields.mode ?? 2, CACHE_FLUSHED.mode);
  frame.writeUInt32LE(fields.forPrune ? 1 : 0, CACHE_FLUSHED.forPrune);
  return frame;
}

/** A frame of each kind that tells what became of a transaction, block or coins. @param reason Of those that have one. */
export function effects(reason: string, about: Header & { peer?: number } = {}): Buffer[] {
  return [
    blockHeader(about),
    reconstructed(about),
    added(about),
    removed(reason.slice(0, 32), about),
    replaced(about),
    rejected(reason.slice(0, 136), about),
    blockConnected(about),
    blockCoins(about),
    cacheFlushed(about),
  ];
}
