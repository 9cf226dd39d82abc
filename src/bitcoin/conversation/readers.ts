import { formatCount } from '../../shared/text/quantity';
import { reversedHex, shortHash } from '../text/hex';
import type { Heard } from './heard';
import { INVENTORY_BYTES } from '../sizes';

/** What stands at the beginning of a payload: a CompactSize. */
export interface Count {
  value: number;
  /** Bytes of it. */
  bytes: number;
}

/** @returns undefined where its bytes are not there. */
export function countAt(payload: Uint8Array, at = 0): Count | undefined {
  const first = payload[at];
  if (first === undefined) return undefined;
  if (first < 0xfd) return { value: first, bytes: 1 };
  const bytes = widthAfter(first);
  if (payload.length < at + 1 + bytes) return undefined;
  let value = 0;
  for (let i = bytes; i > 0; i--) value = value * 256 + payload[at + i]!;
  return { value, bytes: 1 + bytes };
}

function widthAfter(first: number): number {
  if (first === 0xfd) return 2;
  return first === 0xfe ? 4 : 8;
}

/**
 * How many elements of a fixed size a message has, where it is as long as that takes: of a shorter one Core reads
 * nothing.
 * @returns undefined where that is not so, or not known.
 */
export function elementsOf({ payload, size }: Heard, bytes: number): Count | undefined {
  const count = countAt(payload);
  return count && count.bytes + count.value * bytes <= size ? count : undefined;
}

/** Of Core's net_processing.cpp: it punishes for more, and looks at none of them. */
export const MAX_INV_SZ = 50_000;

/** How many entries of an `inv` or a `getdata` Core looks at. @returns undefined where that is none, or not known. */
export function entriesOf(message: Heard): Count | undefined {
  const count = elementsOf(message, INVENTORY_BYTES);
  return count && count.value <= MAX_INV_SZ ? count : undefined;
}

export const MSG_TX = 1;
export const MSG_BLOCK = 2;
export const MSG_FILTERED_BLOCK = 3;
export const MSG_CMPCT_BLOCK = 4;
export const MSG_WTX = 5;
export const MSG_WITNESS_TX = 0x40000001;
export const MSG_WITNESS_BLOCK = 0x40000002;

/** CInv::IsGenTxMsg of Core's protocol.h. */
export function isTransaction(type: number): boolean {
  return type === MSG_TX || type === MSG_WTX || type === MSG_WITNESS_TX;
}

/** CInv::IsGenBlkMsg of Core's protocol.h. */
export function isBlock(type: number): boolean {
  return (
    type === MSG_BLOCK ||
    type === MSG_FILTERED_BLOCK ||
    type === MSG_CMPCT_BLOCK ||
    type === MSG_WITNESS_BLOCK
  );
}

/** Where the last entry of inventory ends that was captured whole. */
export function endOfEntries({ payload }: Pick<Heard, 'payload'>, { value, bytes }: Count): number {
  const captured = Math.floor((payload.length - bytes) / INVENTORY_BYTES);
  return bytes + Math.min(value, Math.max(0, captured)) * INVENTORY_BYTES;
}

/** Goes through the entries of inventory that were captured. @param take `at` is where the hash begins. */
export function eachEntry(
  message: Pick<Heard, 'payload'>,
  count: Count,
  take: (type: number, at: number) => void,
): void {
  const { payload } = message;
  const end = endOfEntries(message, count);
  for (let at = count.bytes; at < end; at += INVENTORY_BYTES) take(u32At(payload, at), at + 4);
}

export function u32At(payload: Uint8Array, at: number): number {
  return (
    (payload[at]! |
      (payload[at + 1]! << 8) |
      (payload[at + 2]! << 16) |
      (payload[at + 3]! << 24)) >>>
    0
  );
}

/** A hash as a sentence has it. */
export function hashText(bytes: Uint8Array, at: number): string {
  return shortHash(reversedHex(bytes.subarray(at, at + 32)));
}

/** What {@link hashText} shows of a hash, in 32 bits. */
export function hashName(bytes: Uint8Array, at: number): number {
  const [high, low] = [bytes[at + 31]! * 256 + bytes[at + 30]!, bytes[at + 1]! * 256 + bytes[at]!];
  return high * 2 ** 16 + low;
}

/** The same as {@link hashText} of the hash. @param name Of {@link hashName}. */
export function nameText(name: number): string {
  return shortHash(name.toString(16).padStart(8, '0'));
}

/** @param first How the first of them is shown. */
export function transactionsText(count: number, first: string): string {
  return count === 1
    ? `transaction ${first}`
    : `${formatCount(count)} transactions (${first} first)`;
}

/** `12.3 s`, `4 min`. @param ns Nanoseconds. */
export function spanText(ns: number): string {
  const seconds = ns / 1e9;
  if (seconds < 0.001) return `${formatCount(Math.round(seconds * 1e6))} µs`;
  if (seconds < 1) return `${formatCount(Math.round(seconds * 1000))} ms`;
  if (seconds < 100) return `${seconds.toFixed(1)} s`;
  return `${formatCount(Math.round(seconds / 60))} min`;
}

/** `The peer`, `the node`: who sends a message. */
export function who({ inbound }: Pick<Heard, 'inbound'>): string {
  return inbound ? 'The peer' : 'The node';
}

export function whom({ inbound }: Pick<Heard, 'inbound'>): string {
  return inbound ? 'the node' : 'the peer';
}

/** The entries of a message that the same is told of. */
export class Tally {
  count = 0;
  /** The row that the first is about. */
  row: number | undefined;
  private at = 0;

  constructor(private readonly payload: Uint8Array) {}

  add(at: number, row?: number): void {
    if (this.count++ > 0) return;
    this.at = at;
    this.row = row;
  }

  get text(): string {
    return transactionsText(this.count, hashText(this.payload, this.at));
  }
}
