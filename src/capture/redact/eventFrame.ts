import { BLOCK_CONNECTED, BLOCK_HEADER, RECONSTRUCTED } from '../../shared/events/blocks';
import { BLOCK_COINS, CACHE_FLUSHED } from '../../shared/events/coins';
import { CONNECTION } from '../../shared/events/connections';
import type { Slot } from '../../shared/events/eventKind';
import { eventKind, tracepointName } from '../../shared/events/eventKinds';
import { HASH_SIZE } from '../../shared/events/hash';
import { MEMPOOL, REJECTED, REMOVED, REPLACED } from '../../shared/events/mempool';
import { checkPayload, MESSAGE } from '../../shared/events/messages';
import { MISBEHAVING } from '../../shared/events/misbehaving';
import { needLength } from '../../shared/frames/frameReader';
import { readSlot, readTypeSlot } from '../../shared/frames/slots';
import { EventFlag, HEADER } from '../../shared/frames/layout';
import { LimitedMap } from '../../shared/limitedMap';
import { readAddress } from './addressText';
import { Network } from './host';
import { redactPayload, type Left } from './payload';
import { CONNECTION_TYPES } from '../../shared/text/connectionTypes';
import type { Tools } from './tools';
import { crossedOut, redactedReason } from './words';

/** What is written as it is. */
const KNOWN_TYPES: ReadonlySet<string> = new Set(['', ...CONNECTION_TYPES]);
const FLAGS = EventFlag.Truncated | EventFlag.RingFull | EventFlag.Unreadable;
/** What a kind has beside hashes and an address, as bytes [start, end) of its frame. */
interface Kept {
  /** Stays as it is. */
  kept: readonly Slot[];
  /** Tell which transaction it is: they stay with the transactions. */
  amounts?: readonly number[];
  /** u64, Unix seconds. */
  time?: number;
  /** Text of the node. */
  reason?: Slot;
}

/** Of what became of transactions, blocks and coins. */
const KEPT: ReadonlyMap<string, Kept> = new Map<string, Kept>([
  ['block_header', { kept: [[BLOCK_HEADER.peer, BLOCK_HEADER.hash]] }],
  ['compact_block_reconstructed', { kept: [[RECONSTRUCTED.peer, RECONSTRUCTED.hash]] }],
  ['mempool:added', { kept: [[MEMPOOL.vsize, MEMPOOL.vsize + 4]], amounts: [MEMPOOL.fee] }],
  [
    'mempool:removed',
    {
      kept: [[MEMPOOL.vsize, MEMPOOL.vsize + 4]],
      amounts: [MEMPOOL.fee],
      time: MEMPOOL.entryTime,
      reason: [REMOVED.reason, REMOVED.end],
    },
  ],
  [
    'mempool:replaced',
    {
      kept: [
        [MEMPOOL.vsize, MEMPOOL.entryTime],
        [REPLACED.replacementVsize, REPLACED.replacementVsize + 4],
      ],
      amounts: [MEMPOOL.fee, REPLACED.replacementFee],
      time: MEMPOOL.entryTime,
    },
  ],
  ['mempool:rejected', { kept: [], reason: [REJECTED.reason, REJECTED.end] }],
  ['validation:block_connected', { kept: [[BLOCK_CONNECTED.height, BLOCK_CONNECTED.end]] }],
  [
    'utxocache:coins',
    {
      kept: [
        [BLOCK_COINS.height, BLOCK_COINS.added + 8],
        [BLOCK_COINS.spent, BLOCK_COINS.spent + 8],
        [BLOCK_COINS.uncached, BLOCK_COINS.uncached + 8],
      ],
      amounts: [BLOCK_COINS.added + 8, BLOCK_COINS.spent + 8, BLOCK_COINS.uncached + 8],
    },
  ],
  ['utxocache:flush', { kept: [[CACHE_FLUSHED.durationUs, CACHE_FLUSHED.end]] }],
]);
/** Slots whose bytes are remembered. */
const MOST_REMEMBERED = 65_536;

/** Writes what stands for the frames of events. All that is not written here stays zeros. */
export class EventFrames {
  private readonly slots = new LimitedMap<string, Buffer>(MOST_REMEMBERED);

  constructor(private readonly tools: Tools) {}

  /**
   * @param frame Of a known kind of event, but for the header.
   * @param into As many zeros, into which the header is written already.
   * @throws MalformedFrame
   */
  write(frame: Buffer, kind: number, into: Buffer): Left {
    into.writeUInt16LE(frame.readUInt16LE(HEADER.flags) & FLAGS, HEADER.flags);
    frame.copy(into, HEADER.lostRingFull, HEADER.lostRingFull, HEADER.lostRingFull + 4);
    const { size, hashes } = eventKind(kind)!;
    needLength(frame.length, size);
    const tracepoint = tracepointName(eventKind(kind)!);
    if (tracepoint.endsWith('_message')) return this.message(frame, into);
    if (tracepoint === 'misbehaving_connection') this.misbehaving(frame, into);
    else if (tracepoint.endsWith('_connection')) this.connection(frame, kind, into);
    const kept = KEPT.get(tracepoint);
    if (kept) this.effect(frame, kept, hashes ?? [], into);
    return undefined;
  }

  /** What became of a transaction or block. */
  private effect(frame: Buffer, of: Kept, hashes: readonly number[], into: Buffer): void {
    for (const [start, end] of of.kept) frame.copy(into, start, start, end);
    for (const at of hashes) {
      const hash = frame.subarray(at, at + HASH_SIZE);
      into.set(this.tools.replaces ? this.tools.hash(hash) : hash, at);
    }
    if (!this.tools.replaces) for (const at of of.amounts ?? []) frame.copy(into, at, at, at + 8);
    if (of.time !== undefined)
      into.writeUInt32LE(this.tools.time(frame.readUInt32LE(of.time)), of.time);
    if (of.reason) {
      const [start, end] = of.reason;
      Buffer.from(redactedReason(readSlot(frame, start, end))).copy(into, start, 0, end - start);
    }
  }

  private message(frame: Buffer, into: Buffer): Left {
    const start = frame.readUInt32LE(MESSAGE.payloadOffset);
    const captured = frame.readUInt32LE(MESSAGE.captured);
    checkPayload(frame.length, start, captured);
    // Peer, size, captured and where the payload begins.
    frame.copy(into, MESSAGE.peer, MESSAGE.peer, MESSAGE.connectionType);
    this.connectionType(frame, MESSAGE.connectionType, MESSAGE.messageType, into);
    const type = readTypeSlot(frame, MESSAGE.messageType, MESSAGE.address);
    into.write(this.tools.messageType(type), MESSAGE.messageType, 'latin1');
    this.address(frame, MESSAGE.address, start, into);
    const size = frame.readUInt32LE(MESSAGE.size);
    const payload = frame.subarray(start, start + captured);
    return redactPayload(type, payload, size, into.subarray(start, start + captured), this.tools);
  }

  private connection(frame: Buffer, kind: number, into: Buffer): void {
    frame.copy(into, CONNECTION.peer, CONNECTION.peer, CONNECTION.network + 4);
    const at = CONNECTION.existingOrEstablished;
    frame.copy(into, at, at, at + 8);
    // When it was established, rather than how many there are.
    if (eventKind(kind)!.connection === 'closes')
      into.writeUInt32LE(this.tools.time(frame.readUInt32LE(at)), at);
    this.connectionType(frame, CONNECTION.connectionType, CONNECTION.address, into);
    this.address(frame, CONNECTION.address, CONNECTION.end, into);
  }

  private misbehaving(frame: Buffer, into: Buffer): void {
    frame.copy(into, MISBEHAVING.peer, MISBEHAVING.peer, MISBEHAVING.reason);
    const text = readSlot(frame, MISBEHAVING.reason, MISBEHAVING.end);
    const reason = Buffer.from(redactedReason(text, (word) => this.standIn(word)));
    reason.copy(into, MISBEHAVING.reason, 0, MISBEHAVING.end - MISBEHAVING.reason);
  }

  /** An address has its stand-in; another word may be any name. */
  private standIn(word: string): string {
    const { network } = readAddress(word).host;
    return network === (Network.Name as number) ? crossedOut(word) : this.tools.address(word);
  }

  private connectionType(frame: Buffer, start: number, end: number, into: Buffer): void {
    const type = readTypeSlot(frame, start, end);
    into.write(KNOWN_TYPES.has(type) ? type : 'unknown', start, 'latin1');
  }

  private address(frame: Buffer, start: number, end: number, into: Buffer): void {
    const written = readTypeSlot(frame, start, end);
    if (written === '') return;
    let slot = this.slots.get(written);
    if (!slot) {
      slot = Buffer.from(this.tools.address(readSlot(frame, start, end)));
      this.slots.set(written, slot);
    }
    slot.copy(into, start);
  }
}
