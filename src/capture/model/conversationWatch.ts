import { Conversations, neededBytes } from '../../bitcoin/conversation/conversations';
import type { Finding } from '../../bitcoin/conversation/finding';
import type { Chain } from '../../bitcoin/read/payload';
import { blockConnected, BLOCK_CONNECTED } from '../../shared/events/blocks';
import { eventKind } from '../../shared/events/eventKinds';
import { MISBEHAVING } from '../../shared/events/misbehaving';
import { EventFlag, HEADER, MessageKind } from '../../shared/frames/layout';
import { mempoolAdded, mempoolRejected, MEMPOOL, REJECTED } from '../../shared/events/mempool';
import { readI64, readU64 } from '../../shared/frames/header';
import { readSlot } from '../../shared/frames/slots';
import { isMessage, type EventIndex } from '../index/eventIndex';
import { OTHER_TYPE } from '../index/messageTypeTable';
import { isNodeItself, OTHER_PROCESSES, type PeerIdentity } from '../index/peerTable';
import { SequenceWatch } from './sequenceWatch';

const NO_BYTES = new Uint8Array(0);
/** With one of these some bytes of a payload are not there, or not certain. */
const NOT_WHOLE =
  EventFlag.Truncated | EventFlag.RingFull | EventFlag.Unreadable | EventFlag.Reconstructed;
/** Whose content is hashed: in a capture in which transactions were replaced it is not what the hashes are of. */
const HASHED = new Set(['tx', 'block', 'headers', 'cmpctblock', 'merkleblock']);

/** Tells what the conversations of a capture's events break the rules with, row by row. */
export class ConversationWatch {
  private readonly conversations: Conversations;
  private readonly sequences = new SequenceWatch();
  private suspended = false;
  /** {@link neededBytes} by message type id. */
  private readonly needed: number[] = [];

  /**
   * @param replaced Transactions and hashes of blocks are stand-ins.
   * @param chainOf The chain of a process; undefined where it is not known.
   */
  constructor(
    tell: (finding: Finding) => void,
    private readonly replaced: boolean,
    chainOf?: (pid: number) => Chain | undefined,
  ) {
    this.conversations = new Conversations(tell, chainOf);
  }

  /**
   * @param index Has the row. Rows ascend.
   * @param bytes Have its frame at `at`, with as much of a payload as {@link neededBytes} says.
   */
  add(index: EventIndex, row: number, bytes: Buffer, at: number): void {
    this.watchLosses(index, row, readU64(bytes, at + HEADER.sequence));
    const identity = index.peers[index.peer(row)]!;
    const kind = index.kind(row);
    if (isNodeItself(identity)) this.ofNode(index, row, bytes, at, identity.pid);
    // Peers that are not told apart.
    if (!Number.isFinite(identity.peer)) return;
    if (isMessage(kind)) this.message(index, row, bytes, at, identity);
    else this.other(index, row, bytes, at, identity);
  }

  /** How many bytes of a message's payload are looked at, at most. */
  neededBytes(index: EventIndex, row: number): number {
    const id = index.messageTypeId(row);
    // A peer may make up types without end, none of which is looked into.
    if (id === OTHER_TYPE) return 0;
    return (this.needed[id] ??= neededBytes(index.messageType(row)));
  }

  /** Events may be missing before the next one. */
  gap(): void {
    this.conversations.gap();
  }

  private watchLosses(index: EventIndex, row: number, sequence: number): void {
    const missing = this.sequences.next(sequence);
    if (missing === 'lost' || index.losses.isBefore(row)) this.conversations.gap();
    const suspended = missing === 'some';
    if (suspended !== this.suspended) this.conversations.suspend((this.suspended = suspended));
  }

  private message(
    index: EventIndex,
    row: number,
    bytes: Buffer,
    at: number,
    identity: PeerIdentity,
  ): void {
    const flags = index.flags(row);
    const captured = index.captured(row);
    const size = index.size(row);
    const messageType = index.messageType(row);
    const isReplaced = this.replaced && HASHED.has(messageType);
    const isUncertain = isReplaced || (flags & EventFlag.Reconstructed) !== 0;
    const length = isUncertain ? 0 : Math.min(captured, this.neededBytes(index, row));
    const start = bytes.byteOffset + at + index.payloadOffset(row);
    this.conversations.message(identity, identity.connectionType, {
      row,
      timeNs: index.timeNs(row),
      inbound: index.kind(row) === (MessageKind.Inbound as number),
      messageType,
      payload: length === 0 ? NO_BYTES : new Uint8Array(bytes.buffer, start, length),
      size,
      whole: !isUncertain && captured === size && (flags & NOT_WHOLE) === 0,
    });
  }

  /** What its mempool tells of fees, and its chain of heights; of transactions that were replaced in the capture it says nothing. */
  private ofNode(index: EventIndex, row: number, bytes: Buffer, at: number, pid: number): void {
    if (this.replaced || (index.flags(row) & NOT_WHOLE) !== 0 || pid === OTHER_PROCESSES) return;
    const txid = at + MEMPOOL.txid;
    switch (index.kind(row)) {
      case mempoolAdded.kind: {
        const [fee, vsize] = [
          readI64(bytes, at + MEMPOOL.fee),
          bytes.readInt32LE(at + MEMPOOL.vsize),
        ];
        this.conversations.accepted(pid, { row }, bytes, txid, fee, vsize);
        return;
      }
      case mempoolRejected.kind: {
        const reason = readSlot(bytes, at + REJECTED.reason, at + REJECTED.end);
        this.conversations.refused(pid, { row }, bytes, txid, reason);
        return;
      }
      case blockConnected.kind: {
        const height = bytes.readInt32LE(at + BLOCK_CONNECTED.height);
        this.conversations.connected(bytes, at + BLOCK_CONNECTED.hash, height);
      }
    }
  }

  private other(
    index: EventIndex,
    row: number,
    bytes: Buffer,
    at: number,
    identity: PeerIdentity,
  ): void {
    const { connection, tracepoint, blames } = eventKind(index.kind(row))!;
    const event = { row, timeNs: index.timeNs(row) };
    if (blames) {
      const reason = readSlot(bytes, at + MISBEHAVING.reason, at + MISBEHAVING.end);
      this.conversations.misbehaving(identity, event, reason);
    } else if (connection === 'opens')
      this.conversations.opened(identity, identity.connectionType, event);
    else if (tracepoint === 'evicted_inbound_connection')
      this.conversations.evicted(identity, event);
    else if (connection === 'closes') this.conversations.closed(identity, event);
  }
}
