import {
  chosenAfter,
  hasCrossed,
  type CompactChoice,
} from '../../bitcoin/conversation/compactChoice';
import { countAt, eachEntry, isBlock } from '../../bitcoin/conversation/readers';
import { hash256 } from '../../bitcoin/hash';
import { reversedHex } from '../../bitcoin/text/hex';
import { LimitedMap } from '../../shared/limitedMap';
import type { PeerIdentity } from '../index/peerTable';
import { HASH_BYTES, HEADER_BYTES } from '../../bitcoin/sizes';

/** What is remembered of each kind: what is forgotten is told as far as it was known. */
const MOST = 20_000;
/** BIP152: what stands before the short ids, and the bytes of one. */
const NONCE_SIZE = 8;
const SHORT_ID_SIZE = 6;
/** Of a `sendcmpct`. */
const CHOICE_BYTES = 9;

/** A compact block on its way between a node and a peer (BIP152). */
export interface CompactBlock {
  /** Of the `cmpctblock`. */
  readonly row: number;
  readonly timeNs: number;
  readonly identity: PeerIdentity;
  readonly hash: string;
  /** From the peer to the node. */
  readonly inbound: boolean;
  /**
   * High bandwidth (BIP152): who receives it wants such unasked, by its latest `sendcmpct`, and did not ask for this
   * block by `getdata`. Undefined where neither of the two was traced.
   */
  readonly highBandwidth: boolean | undefined;
  /** Transactions by short id, and whole within it. */
  readonly shortIds: number;
  readonly prefilled: number;
  /** Bytes of its payload. */
  readonly bytes: number;
  /** Transactions that the receiver asked for, and the bytes of what came. */
  missing: number;
  missingBytes: number;
  /** Requests for missing transactions that were answered. */
  roundTrips: number;
  /** From the `cmpctblock` to the last answer, nanoseconds; undefined where nothing was asked for, or nothing came. */
  completedNs: number | undefined;
  readonly block: BlockTimes;
}

/** When a node heard of a block, and had it. */
export interface BlockTimes {
  /** The first message that has its header, by whomever, nanoseconds. */
  headerNs: number | undefined;
  height: number | undefined;
  /** When it was connected, where that is traced. */
  connectedNs: number | undefined;
}

/** A message, as its frame has it. */
export interface BlockMessage {
  row: number;
  timeNs: number;
  identity: PeerIdentity;
  inbound: boolean;
  messageType: string;
  /** What was captured of it. */
  payload: Uint8Array;
  /** Bytes that it has. */
  size: number;
}

/** MAX_BLOCKS_TO_ANNOUNCE of Core's net_processing.cpp. */
const MOST_NEW = 8;

/**
 * Bytes that are needed of each message type that is looked at: of blocks their header, of `blocktxn` which block
 * it is of and how many transactions it has, of `headers` those that announce something, and of `getdata` what asks
 * for a few things, as Core does for a compact block.
 */
export const LIMITED_TYPES: ReadonlyMap<string, number> = new Map([
  ['cmpctblock', Infinity],
  ['getblocktxn', HASH_BYTES + 9],
  ['blocktxn', HASH_BYTES + 9],
  ['getdata', 3 + 16 * (4 + HASH_BYTES)],
  ['sendcmpct', CHOICE_BYTES],
  ['headers', 9 + MOST_NEW * (HEADER_BYTES + 1)],
  ['block', HEADER_BYTES],
]);
/** The message types that are looked at. */
export const COMPACT_TYPES: ReadonlySet<string> = new Set(LIMITED_TYPES.keys());

/** Follows compact blocks through the messages of nodes, in bounded memory. */
export class CompactBlocks {
  private readonly blocks = new LimitedMap<string, BlockTimes>(MOST);
  /** By connection, direction and hash. */
  private readonly underWay = new LimitedMap<string, CompactBlock>(MOST);
  private readonly asked = new LimitedMap<string, true>(MOST);
  /** What who receives compact blocks has chosen, by connection and direction. */
  private readonly chosen = new LimitedMap<string, CompactChoice>(MOST);

  /** @param tell Is given each when its `cmpctblock` comes; more is known of it later. */
  constructor(private readonly tell: (block: CompactBlock) => void) {}

  message(message: BlockMessage): void {
    switch (message.messageType) {
      case 'cmpctblock':
        this.compact(message);
        break;
      case 'getblocktxn':
        this.requested(message);
        break;
      case 'blocktxn':
        this.completed(message);
        break;
      case 'sendcmpct':
        this.chose(message);
        break;
      case 'getdata':
        this.askedFor(message);
        break;
      case 'headers':
        this.headers(message);
        break;
      case 'block':
        this.heard(message, 0);
        break;
    }
  }

  /** A node connected a block. */
  connected(pid: number, hash: string, height: number, timeNs: number): void {
    const block = this.block(pid, hash);
    block.connectedNs ??= timeNs;
    block.height = height;
  }

  private compact(message: BlockMessage): void {
    const { row, timeNs, identity, inbound, payload, size } = message;
    const hash = this.heard(message, 0);
    const at = HEADER_BYTES + NONCE_SIZE;
    const shortIds = countAt(payload, at);
    const prefilled =
      shortIds && countAt(payload, at + shortIds.bytes + shortIds.value * SHORT_ID_SIZE);
    // Core reads nothing of one that is cut, and nor do we of what was not captured.
    if (hash === undefined || !shortIds || !prefilled) return;
    const name = nameOf(message, hash);
    const found: CompactBlock = {
      row,
      timeNs,
      identity,
      hash,
      inbound,
      highBandwidth: this.asked.has(name) ? false : this.wantsUnasked(message),
      shortIds: shortIds.value,
      prefilled: prefilled.value,
      bytes: size,
      missing: 0,
      missingBytes: 0,
      roundTrips: 0,
      completedNs: undefined,
      block: this.block(identity.pid, hash),
    };
    this.underWay.set(name, found);
    this.tell(found);
  }

  /** `getblocktxn` goes the other way than the block. */
  private requested(message: BlockMessage): void {
    const { payload } = message;
    const count = countAt(payload, HASH_BYTES);
    const found = this.underWay.get(
      nameOf({ ...message, inbound: !message.inbound }, hashAt(payload)),
    );
    // Core disconnects who asks for more than there is, and answers nothing.
    if (found && count && count.value <= found.shortIds + found.prefilled)
      found.missing += count.value;
  }

  private completed(message: BlockMessage): void {
    const { payload, timeNs, size } = message;
    const found = this.underWay.get(nameOf(message, hashAt(payload)));
    const count = countAt(payload, HASH_BYTES);
    // Core ignores what it has not asked for.
    if (!found || !count || found.missing === 0) return;
    found.missingBytes += Math.max(0, size - HASH_BYTES - count.bytes);
    found.roundTrips++;
    found.completedNs = timeNs - found.timeNs;
  }

  /** `sendcmpct` goes the other way than the blocks that it is about. */
  private chose(message: BlockMessage): void {
    const name = nameOf({ ...message, inbound: !message.inbound });
    const chosen = chosenAfter(this.chosen.get(name), message);
    // Of what was not captured nothing is known.
    if (message.payload.length < Math.min(message.size, CHOICE_BYTES)) this.chosen.delete(name);
    else if (chosen) this.chosen.set(name, chosen);
  }

  /** Undefined where it is not known. @param message A `cmpctblock`. */
  private wantsUnasked(message: BlockMessage): boolean | undefined {
    const choice = this.chosen.get(nameOf(message));
    if (!choice || choice.high) return choice?.high;
    return hasCrossed(choice, message.timeNs) ? undefined : false;
  }

  /** `getdata` of a block, of whatever kind: what comes of it is sent because it was asked for. */
  private askedFor(message: BlockMessage): void {
    const { payload, row, timeNs, size, inbound, messageType } = message;
    const count = countAt(payload);
    if (!count) return;
    const heard = { row, timeNs, size, inbound, messageType, payload, whole: false };
    eachEntry(heard, count, (type, at) => {
      if (!isBlock(type)) return;
      const hash = reversedHex(payload.subarray(at, at + HASH_BYTES));
      this.asked.set(nameOf({ ...message, inbound: !inbound }, hash), true);
    });
  }

  private headers(message: BlockMessage): void {
    const { payload } = message;
    const count = countAt(payload);
    // Many at once are of blocks long ago: nobody waits for those.
    if (!count || count.value > MOST_NEW) return;
    for (let i = 0; i < count.value; i++) this.heard(message, count.bytes + i * (HEADER_BYTES + 1));
  }

  /** @param at Where a header is in the payload. @returns The hash of its block; undefined where it is not all there. */
  private heard(
    { payload, identity, inbound, timeNs }: BlockMessage,
    at: number,
  ): string | undefined {
    const header = payload.subarray(at, at + HEADER_BYTES);
    if (header.length < HEADER_BYTES) return undefined;
    const hash = reversedHex(hash256(header));
    // What the node tells others it has already.
    if (inbound) this.block(identity.pid, hash).headerNs ??= timeNs;
    return hash;
  }

  private block(pid: number, hash: string): BlockTimes {
    const name = `${pid} ${hash}`;
    let block = this.blocks.get(name);
    if (!block) {
      block = { headerNs: undefined, height: undefined, connectedNs: undefined };
      this.blocks.set(name, block);
    }
    return block;
  }
}

/** Of `getblocktxn` and `blocktxn`. */
function hashAt(payload: Uint8Array): string {
  return reversedHex(payload.subarray(0, HASH_BYTES));
}

function nameOf(
  { identity, inbound }: Pick<BlockMessage, 'identity' | 'inbound'>,
  hash = '',
): string {
  return `${identity.pid}/${identity.peer}${inbound ? '<' : '>'}${hash}`;
}

/** The mode in which it was sent (BIP152); empty where that is not known. */
export function bandwidthOf({ highBandwidth }: CompactBlock): 'high' | 'low' | '' {
  if (highBandwidth === undefined) return '';
  return highBandwidth ? 'high' : 'low';
}

/** Undefined where transactions were asked for, and none came. */
export function missingBytesOf({
  missing,
  missingBytes,
  roundTrips,
}: CompactBlock): number | undefined {
  return missing > 0 && roundTrips === 0 ? undefined : missingBytes;
}

/** From the first header to connected, nanoseconds; undefined where one of them is not known. */
export function untilConnectedNs({ headerNs, connectedNs }: BlockTimes): number | undefined {
  if (headerNs === undefined || connectedNs === undefined) return undefined;
  return connectedNs < headerNs ? undefined : connectedNs - headerNs;
}
