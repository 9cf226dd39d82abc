import { countAt, eachEntry, isBlock } from '../../bitcoin/conversation/readers';
import { hash256 } from '../../bitcoin/hash';
import { HASH_BYTES, HEADER_BYTES, INVENTORY_BYTES } from '../../bitcoin/sizes';
import { reversedHex } from '../../bitcoin/text/hex';
import { transactionIds } from '../../bitcoin/transactionIds';
import { eventKind } from '../../shared/events/eventKinds';
import { isMessage, type EventIndex } from '../index/eventIndex';
import { isNodeItself } from '../index/peerTable';
import type { PropagationStep } from './propagationTimes';

/** MAX_BLOCKS_TO_ANNOUNCE of Core's net_processing.cpp: who sends more says what was long ago. */
const MOST_NEW = 8;

/** Bytes of each message type that tell which block it is about. */
export const BLOCK_TYPES: ReadonlyMap<string, number> = new Map([
  ['inv', 3 + MOST_NEW * INVENTORY_BYTES],
  ['getdata', 3 + 2 * MOST_NEW * INVENTORY_BYTES],
  ['headers', 9 + MOST_NEW * (HEADER_BYTES + 1)],
  ['cmpctblock', HEADER_BYTES],
  ['block', HEADER_BYTES],
  ['getblocktxn', HASH_BYTES],
  ['blocktxn', HASH_BYTES],
]);

/** The same where a transaction may be asked for. */
export const ALL_TYPES: ReadonlyMap<string, number> = new Map([
  ...BLOCK_TYPES,
  ['inv', Infinity],
  ['getdata', Infinity],
  ['tx', Infinity],
]);

/** Events that say what a node did with a block, or learned of it. */
export const BLOCK_EVENTS: ReadonlySet<string> = new Set([
  'net:block_header',
  'net:compact_block_reconstructed',
  'validation:block_connected',
]);
const ALL_EVENTS: ReadonlySet<string> = new Set([...BLOCK_EVENTS, 'mempool:added']);

/** The blocks that a message announces, asks for or carries, as Bitcoin shows them. */
export function blocksOf(messageType: string, payload: Uint8Array): string[] {
  switch (messageType) {
    case 'block':
    case 'cmpctblock':
      return payload.length < HEADER_BYTES ? [] : [headerHash(payload, 0)];
    case 'blocktxn':
    case 'getblocktxn':
      return payload.length < HASH_BYTES ? [] : [hashAt(payload, 0)];
    case 'headers':
      return announced(payload);
    case 'inv':
    case 'getdata': {
      const count = countAt(payload);
      if (!count || count.value > 2 * MOST_NEW) return [];
      const hashes: string[] = [];
      eachEntry({ payload }, count, (type, at) => {
        if (isBlock(type)) hashes.push(hashAt(payload, at));
      });
      return hashes;
    }
    default:
      return [];
  }
}

function announced(payload: Uint8Array): string[] {
  const count = countAt(payload);
  if (!count || count.value > MOST_NEW) return [];
  const hashes: string[] = [];
  for (let i = 0; i < count.value; i++) {
    const at = count.bytes + i * (HEADER_BYTES + 1);
    if (at + HEADER_BYTES <= payload.length) hashes.push(headerHash(payload, at));
  }
  return hashes;
}

/** What is asked for: a transaction by its ids, or a block. */
export class Wanted {
  /** In the order of the wire. */
  private readonly wire: Buffer[];
  private readonly shown: Set<string>;

  /** @param ids As Bitcoin shows them: all of a transaction that are known. */
  constructor(ids: readonly string[]) {
    this.shown = new Set(ids.map((id) => id.toLowerCase()));
    this.wire = [...this.shown].map((id) => Buffer.from(id, 'hex').reverse());
  }

  get ids(): string[] {
    return [...this.shown];
  }

  /** A message names it. */
  isOf(messageType: string, payload: Buffer): boolean {
    switch (messageType) {
      case 'inv':
      case 'getdata':
        return this.wire.some((id) => payload.includes(id));
      case 'tx':
        return this.idsOf(payload) !== undefined;
      default:
        return blocksOf(messageType, payload).some((hash) => this.shown.has(hash));
    }
  }

  /** All ids of a transaction that is this. @param payload Of a `tx`. */
  idsOf(payload: Buffer): string[] | undefined {
    const found = transactionIds(payload);
    if (!found) return undefined;
    const ids = [found.txid, found.wtxid].map(reversedHex);
    return ids.some((id) => this.shown.has(id)) ? ids : undefined;
  }

  /** What a node did was done with it. @param frame Whole. */
  isOfEvent(kind: number, frame: Buffer): boolean {
    const offsets = eventKind(kind)?.hashes ?? [];
    return offsets.some((at) =>
      this.wire.some((id) => frame.subarray(at, at + HASH_BYTES).equals(id)),
    );
  }
}

/** What an event is called: the type of a message, or `mempool:added`. @returns undefined for what tells nothing. */
export function whatOf(
  index: EventIndex,
  row: number,
  types: ReadonlyMap<string, number>,
): string | undefined {
  const kind = index.kind(row);
  if (isMessage(kind)) {
    const messageType = index.messageType(row);
    return types.has(messageType) ? messageType : undefined;
  }
  const { provider, tracepoint } = eventKind(kind) ?? {};
  const name = `${provider}:${tracepoint}`;
  return ALL_EVENTS.has(name) ? name : undefined;
}

export function stepOf(index: EventIndex, row: number, what: string): PropagationStep {
  const peer = index.peers[index.peer(row)]!;
  return {
    row,
    timeNs: index.timeNs(row),
    peer: isNodeItself(peer) ? undefined : peer,
    // What a peer caused came from it.
    inbound: index.direction(row) !== 'outbound',
    what,
  };
}

/** What was captured of a message. @param frame Of the row. */
export function payloadOf(index: EventIndex, row: number, frame: Buffer): Buffer {
  const start = index.payloadOffset(row);
  return frame.subarray(start, start + index.captured(row));
}

export function hashAt(bytes: Uint8Array, at: number): string {
  return reversedHex(bytes.subarray(at, at + HASH_BYTES));
}

function headerHash(bytes: Uint8Array, at: number): string {
  return reversedHex(hash256(bytes.subarray(at, at + HEADER_BYTES)));
}
