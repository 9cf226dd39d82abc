import { Conversations } from '../../bitcoin/conversation/conversations';
import type { Finding } from '../../bitcoin/conversation/finding';
import type { Chain } from '../../bitcoin/read/payload';
import { eventKind } from '../../shared/events/eventKinds';
import { MISBEHAVING } from '../../shared/events/misbehaving';
import { EventFlag, HEADER, MessageKind } from '../../shared/frames/layout';
import { readU64 } from '../../shared/frames/header';
import { readSlot } from '../../shared/frames/slots';
import { isMessage, type EventIndex } from '../index/eventIndex';
import type { PeerIdentity } from '../index/peerTable';
import { SequenceWatch } from './sequenceWatch';

const NO_BYTES = Buffer.alloc(0);
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

  /** @param index Has the row. @param frame Of the row: whole. Rows ascend. */
  add(index: EventIndex, row: number, frame: Buffer): void {
    this.watchLosses(index, row, frame);
    const identity = index.peers[index.peer(row)]!;
    // Peers that are not told apart, and what happened to the node itself.
    if (!Number.isFinite(identity.peer)) return;
    const kind = index.kind(row);
    if (isMessage(kind)) this.message(index, row, frame, identity);
    else this.other(index, row, frame, identity);
  }

  /** Events may be missing before the next one. */
  gap(): void {
    this.conversations.gap();
  }

  private watchLosses(index: EventIndex, row: number, frame: Buffer): void {
    const missing = this.sequences.next(readU64(frame, HEADER.sequence));
    if (missing === 'lost' || index.losses.before(row).length > 0) this.conversations.gap();
    const suspended = missing === 'some';
    if (suspended !== this.suspended) this.conversations.suspend((this.suspended = suspended));
  }

  private message(index: EventIndex, row: number, frame: Buffer, identity: PeerIdentity): void {
    const flags = index.flags(row);
    const captured = index.captured(row);
    const size = index.size(row);
    const messageType = index.messageType(row);
    const isReplaced = this.replaced && HASHED.has(messageType);
    const isUncertain = isReplaced || (flags & EventFlag.Reconstructed) !== 0;
    const start = index.payloadOffset(row);
    this.conversations.message(identity, identity.connectionType, {
      row,
      timeNs: index.timeNs(row),
      inbound: index.kind(row) === (MessageKind.Inbound as number),
      messageType,
      payload: isUncertain || captured === 0 ? NO_BYTES : frame.subarray(start, start + captured),
      size,
      whole: !isUncertain && captured === size && (flags & NOT_WHOLE) === 0,
    });
  }

  private other(index: EventIndex, row: number, frame: Buffer, identity: PeerIdentity): void {
    const { connection, tracepoint, blames } = eventKind(index.kind(row))!;
    const event = { row, timeNs: index.timeNs(row) };
    if (blames) {
      const reason = readSlot(frame, MISBEHAVING.reason, MISBEHAVING.end);
      this.conversations.misbehaving(identity, event, reason);
    } else if (connection === 'opens')
      this.conversations.opened(identity, identity.connectionType, event);
    else if (tracepoint === 'evicted_inbound_connection')
      this.conversations.evicted(identity, event);
    else if (connection === 'closes') this.conversations.closed(identity, event);
  }
}
