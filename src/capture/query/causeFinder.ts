import { transactionIds } from '../../bitcoin/transactionIds';
import { hash256Text } from '../../bitcoin/hash';
import { BLOCK_CONNECTED, blockConnected } from '../../shared/events/blocks';
import { BLOCK_COINS, blockCoins } from '../../shared/events/coins';
import {
  MEMPOOL,
  mempoolAdded,
  mempoolRejected,
  mempoolRemoved,
  mempoolReplaced,
  REMOVED,
  REPLACED,
} from '../../shared/events/mempool';
import { readTypeSlot } from '../../shared/frames/slots';
import { viewOf } from '../../shared/text/jsonBytes';
import { LimitedMap } from '../../shared/limitedMap';
import { HASH_BYTES, HEADER_BYTES } from '../../bitcoin/sizes';

/** Messages that are remembered by what they carry: a transaction that waits longer for its parents is forgotten. */
const MOST_CARRIERS = 20_000;
/** Processes of which it is known what they did last. */
const MOST_NODES = 4096;

/**
 * Bytes of each type that tell what it carries: a transaction whole, of blocks the header, of `blocktxn` the hash
 * that it begins with (BIP152).
 */
export const CARRIERS: ReadonlyMap<string, number> = new Map([
  ['tx', Infinity],
  ['block', HEADER_BYTES],
  ['cmpctblock', HEADER_BYTES],
  ['blocktxn', HASH_BYTES],
]);

/** A message to a node that carries a transaction or a block. */
export interface CarryingMessage {
  row: number;
  pid: number;
  /** The thread that handles it. */
  tid: number;
  messageType: string;
  /** As many bytes as {@link CARRIERS} says, where they were captured. */
  payload: Buffer;
}

/** Something that a node did. */
export interface Effect {
  row: number;
  /** The number of its kind. */
  kind: number;
  pid: number;
  /** The thread that did it. */
  tid: number;
  /** Have its frame at `at`. */
  bytes: Buffer;
  at: number;
}

/** What led to something that a node did. */
export interface Cause {
  /** Of a message that carries the transaction or block; of a removal, what the node did just before. */
  row: number;
  /**
   * The thread was at it: this is certain. Otherwise the message came earlier, and the node came back to what
   * it carries: a transaction that waited for its parents, a block that waited for another one.
   */
  direct: boolean;
}

/** Instead of a cause: the node came back to one of several messages, and does not say to which. */
export const ONE_OF_SEVERAL = 'one of several';

/** What is known of the cause of something; undefined: nothing. */
export type KnownCause = Cause | typeof ONE_OF_SEVERAL | undefined;

interface Carrier {
  row: number;
  tid: number;
  /** Of a transaction: others carried it too, perhaps with another witness, from another peer. */
  several?: boolean;
}

/**
 * Tells which message caused what a node did, by the transaction or block that both name and by the thread: Core
 * fires `net:inbound_message` just before it handles a message, and what comes of it in the same thread
 * (ProcessMessages of net_processing.cpp). Says nothing where no message carries it: it came by RPC, from the disk,
 * from the wallet, in a package, or before the trace. To which of several messages with a transaction the node comes back
 * cannot be told, as what it does is told by the txid, which leaves the witness out. Memory is bounded; what is
 * forgotten has no cause.
 */
export class CauseFinder {
  /** By process and hash; of several messages that carry the same, the latest. */
  private readonly carriers = new LimitedMap<string, Carrier>(MOST_CARRIERS);
  /** The latest of each process. */
  private readonly connected = new LimitedMap<number, Carrier>(MOST_NODES);
  private readonly replaced = new LimitedMap<string, Carrier>(MOST_CARRIERS);

  message({ row, pid, tid, messageType, payload }: CarryingMessage): void {
    const hash = carriedHash(messageType, payload);
    if (hash === undefined) return;
    const name = nameOf(pid, hash);
    const known = this.carriers.get(name);
    // A message may be read twice.
    if (known?.row === row) return;
    const several = known !== undefined && messageType === 'tx';
    // Some are read late.
    if (!known || known.row < row) this.carriers.set(name, { row, tid, several });
    else known.several = several;
  }

  /**
   * @param event After the messages that were given.
   * @param handled The last message that reached the node before it, whatever it carries; -1: none did.
   */
  event(event: Effect, handled: number): KnownCause {
    const { row, kind, pid, tid, bytes, at } = event;
    const carrierOf = (offset: number): KnownCause => {
      const carrier = this.carriers.get(nameOf(pid, hashText(bytes, at + offset)));
      if (!carrier) return undefined;
      const direct = carrier.row === handled && carrier.tid === tid;
      return direct || !carrier.several ? { row: carrier.row, direct } : ONE_OF_SEVERAL;
    };
    switch (kind) {
      case mempoolAdded.kind:
      case mempoolRejected.kind:
        return carrierOf(MEMPOOL.txid);
      case mempoolReplaced.kind: {
        this.replaced.set(nameOf(pid, hashText(bytes, at + MEMPOOL.txid)), { row, tid });
        const isTransaction = bytes.readUInt32LE(at + REPLACED.byTransaction) !== 0;
        return isTransaction ? carrierOf(REPLACED.replacement) : undefined;
      }
      case blockConnected.kind:
        this.connected.set(pid, { row, tid });
        return carrierOf(BLOCK_CONNECTED.hash);
      case blockCoins.kind:
        return carrierOf(BLOCK_COINS.hash);
      case mempoolRemoved.kind:
        return this.removal(event);
      default:
        return undefined;
    }
  }

  /** Core removes what a block has, or contradicts, right after it connected it, and what is replaced right after it said so. */
  private removal({ pid, tid, bytes, at }: Effect): Cause | undefined {
    const reason = readTypeSlot(bytes, at + REMOVED.reason, at + REMOVED.end);
    let before: Carrier | undefined;
    if (reason === 'block' || reason === 'conflict') before = this.connected.get(pid);
    else if (reason === 'replaced')
      before = this.replaced.get(nameOf(pid, hashText(bytes, at + MEMPOOL.txid)));
    return before?.tid === tid ? { row: before.row, direct: true } : undefined;
  }
}

/** What is kept of a hash of a process. */
function nameOf(pid: number, hash: string): string {
  return `${pid} ${hash}`;
}

/** A hash as 32 characters, each of which is a byte: it takes half the memory of hex, and less time. */
function hashText(bytes: Buffer, at: number): string {
  return bytes.toString('latin1', at, at + HASH_BYTES);
}

/** undefined where the bytes are not enough to tell. */
function carriedHash(messageType: string, payload: Buffer): string | undefined {
  if (messageType === 'tx') return transactionIds(payload)?.txidText;
  const needed = CARRIERS.get(messageType);
  if (needed === undefined || payload.length < needed) return undefined;
  if (messageType === 'blocktxn') return hashText(payload, 0);
  return hash256Text(viewOf(payload), 0, needed);
}
