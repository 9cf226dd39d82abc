import { transactionIds } from '../../bitcoin/transactionIds';
import { hash256 } from '../../bitcoin/hash';
import { reversedHex } from '../../bitcoin/text/hex';
import type { ProbeEvent } from '../../shared/events/eventKinds';
import { LimitedMap } from '../../shared/limitedMap';

/** Messages that are remembered by what they carry: a transaction that waits longer for its parents is forgotten. */
const MOST_CARRIERS = 20_000;
/** Processes of which it is known what they did last. */
const MOST_NODES = 4096;
/** Bytes of a block's header. */
const HEADER_SIZE = 80;
const HASH_SIZE = 32;

/**
 * Bytes of each type that tell what it carries: a transaction whole, of blocks the header, of `blocktxn` the hash
 * that it begins with (BIP152).
 */
export const CARRIERS: ReadonlyMap<string, number> = new Map([
  ['tx', Infinity],
  ['block', HEADER_SIZE],
  ['cmpctblock', HEADER_SIZE],
  ['blocktxn', HASH_SIZE],
]);

/** A message to a node that carries a transaction or a block. */
export interface CarryingMessage {
  row: number;
  pid: number;
  /** The thread that handles it. */
  tid: number;
  messageType: string;
  /** As many bytes as {@link CARRIERS} says, where they were captured. */
  payload: Uint8Array;
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

interface Carrier {
  row: number;
  tid: number;
}

/**
 * Tells which message caused what a node did, by the transaction or block that both name and by the thread: Core
 * fires `net:inbound_message` just before it handles a message, and what comes of it in the same thread
 * (ProcessMessages of net_processing.cpp). Says nothing where no message carries it: it came by RPC, from the disk,
 * from the wallet, in a package, or before the trace. Memory is bounded; what is forgotten has no cause.
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
    const name = `${pid} ${hash}`;
    // Some are read late.
    const known = this.carriers.get(name);
    if (!known || known.row < row) this.carriers.set(name, { row, tid });
  }

  /**
   * @param row Of the event, which comes after the messages that were given. @param tid Its thread.
   * @param handled The last message that reached the node before it, whatever it carries; -1: none did.
   */
  event(event: ProbeEvent, row: number, tid: number, handled: number): Cause | undefined {
    const { pid } = event;
    const carriedBy = (hash: string): Cause | undefined => {
      const carrier = this.carriers.get(`${pid} ${hash}`);
      if (!carrier) return undefined;
      return { row: carrier.row, direct: carrier.row === handled && carrier.tid === tid };
    };
    switch (event.kind) {
      case 'mempool-added':
      case 'mempool-rejected':
        return carriedBy(event.txid);
      case 'mempool-replaced': {
        this.replaced.set(`${pid} ${event.txid}`, { row, tid });
        const { isTransaction, hash } = event.replacement;
        return isTransaction ? carriedBy(hash) : undefined;
      }
      case 'block-connected':
        this.connected.set(pid, { row, tid });
        return carriedBy(event.hash);
      case 'block-coins':
        return carriedBy(event.hash);
      case 'mempool-removed':
        return this.removal(event.reason, `${pid} ${event.txid}`, pid, tid);
      default:
        return undefined;
    }
  }

  /** Core removes what a block has, or contradicts, right after it connected it, and what is replaced right after it said so. */
  private removal(reason: string, name: string, pid: number, tid: number): Cause | undefined {
    let before: Carrier | undefined;
    if (reason === 'block' || reason === 'conflict') before = this.connected.get(pid);
    else if (reason === 'replaced') before = this.replaced.get(name);
    return before?.tid === tid ? { row: before.row, direct: true } : undefined;
  }
}

/** As Bitcoin shows it; undefined where the bytes are not enough to tell. */
function carriedHash(messageType: string, payload: Uint8Array): string | undefined {
  if (messageType === 'tx') {
    const ids = transactionIds(payload);
    return ids && reversedHex(ids.txid);
  }
  const needed = CARRIERS.get(messageType);
  if (needed === undefined || payload.length < needed) return undefined;
  const start = payload.subarray(0, needed);
  return reversedHex(messageType === 'blocktxn' ? start : hash256(start));
}
