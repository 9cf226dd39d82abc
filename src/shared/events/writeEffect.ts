import { HEADER } from '../frames/layout';
import { BLOCK_CONNECTED, blockConnected } from './blocks';
import {
  MEMPOOL,
  mempoolAdded,
  mempoolRejected,
  mempoolRemoved,
  mempoolReplaced,
  REJECTED,
  REMOVED,
  REPLACED,
} from './mempool';
import { writeU64 } from './writeMessage';

/** What every event has that no probe reported: counted from 1, and nanoseconds on the clock of the hello's `monotonicNs`. */
interface Written {
  sequence: number;
  timeNs: number;
  pid: number;
}

interface WrittenEntry {
  /** 32 bytes, in the order of memory. */
  txid: Uint8Array;
  /** Satoshi. */
  fee: bigint;
  /** Virtual bytes, signed 32 bits. */
  vsize: number;
}

/** What a node did, as an import has it. Reasons have 31 bytes at most, of a rejection 135. */
export type WrittenEffect =
  | ({ kind: 'added' } & WrittenEntry)
  | ({ kind: 'removed'; reason: Uint8Array; entered: number } & WrittenEntry)
  | ({
      kind: 'replaced';
      entered: number;
      replacement: { hash: Uint8Array; isTransaction: boolean; fee: bigint; vsize: number };
    } & WrittenEntry)
  | { kind: 'rejected'; txid: Uint8Array; reason: Uint8Array }
  | {
      kind: 'connected';
      hash: Uint8Array;
      height: number;
      transactions: number;
      inputs: number;
      sigops: bigint;
      durationNs: number;
    };

const KINDS = {
  added: mempoolAdded,
  removed: mempoolRemoved,
  replaced: mempoolReplaced,
  rejected: mempoolRejected,
  connected: blockConnected,
} as const;

/** Bytes of the frame that {@link writeEffect} writes. */
export function effectLength({ kind }: WrittenEffect): number {
  return (KINDS[kind].size + 7) & ~7;
}

/** Writes the frame of what a node did: `struct mempool_added_event` and so on. @param into Zeros, with room for it from `at` on. */
export function writeEffect(
  effect: WrittenEffect,
  { sequence, timeNs, pid }: Written,
  into: Buffer,
  at: number,
): void {
  into.writeUInt32LE(effectLength(effect), at + HEADER.length);
  into.writeUInt16LE(KINDS[effect.kind].kind, at + HEADER.kind);
  writeU64(into, sequence, at + HEADER.sequence);
  writeU64(into, timeNs, at + HEADER.timeNs);
  into.writeUInt32LE(pid, at + HEADER.pid);
  into.writeUInt32LE(pid, at + HEADER.tid);
  switch (effect.kind) {
    case 'connected':
      into.set(effect.hash, at + BLOCK_CONNECTED.hash);
      into.writeInt32LE(effect.height, at + BLOCK_CONNECTED.height);
      into.writeInt32LE(effect.inputs, at + BLOCK_CONNECTED.inputs);
      writeU64(into, effect.transactions, at + BLOCK_CONNECTED.transactions);
      into.writeBigInt64LE(effect.sigops, at + BLOCK_CONNECTED.sigops);
      writeU64(into, effect.durationNs, at + BLOCK_CONNECTED.durationNs);
      return;
    case 'rejected':
      into.set(effect.txid, at + MEMPOOL.txid);
      into.set(effect.reason, at + REJECTED.reason);
      return;
    default:
      writeEntry(effect, into, at);
  }
  if (effect.kind === 'added') return;
  writeU64(into, effect.entered, at + MEMPOOL.entryTime);
  if (effect.kind === 'removed') {
    into.set(effect.reason, at + REMOVED.reason);
    return;
  }
  const { hash, isTransaction, fee, vsize } = effect.replacement;
  into.writeUInt32LE(Number(isTransaction), at + REPLACED.byTransaction);
  into.set(hash, at + REPLACED.replacement);
  into.writeBigInt64LE(fee, at + REPLACED.replacementFee);
  into.writeInt32LE(vsize, at + REPLACED.replacementVsize);
}

function writeEntry({ txid, fee, vsize }: WrittenEntry, into: Buffer, at: number): void {
  into.set(txid, at + MEMPOOL.txid);
  into.writeBigInt64LE(fee, at + MEMPOOL.fee);
  into.writeInt32LE(vsize, at + MEMPOOL.vsize);
}
