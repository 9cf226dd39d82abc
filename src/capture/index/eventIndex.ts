import { captureRotated } from '../../shared/errors/errors';
import type { Direction, PeerSlots } from '../../shared/events/eventKind';
import { eventKind } from '../../shared/events/eventKinds';
import { MESSAGE, payloadOffset } from '../../shared/events/messages';
import { needLength } from '../../shared/frames/frameReader';
import { EventFlag, HEADER } from '../../shared/frames/layout';
import { CHUNK_BITS, CHUNK_MASK, EventChunk } from './columns';
import { directionOf, isMessage } from './eventKinds';
import { Losses } from './losses';
import { MessageTypeTable } from './messageTypeTable';
import { NO_PEER, PeerTable, type PeerIdentity, type PeerText } from './peerTable';

export { directionOf, isMessage } from './eventKinds';

/** In EventChunk.flags: the payload begins at MESSAGE.longPayload. No {@link EventFlag} has it. */
const LONG_ADDRESS = 0x80;

const MAX_UINT32 = 2 ** 32 - 1;

/**
 * What is kept of every probe event in memory: one row each, in the order of the file, as numbers in
 * typed arrays. Everything else is read from the file when it is looked at.
 *
 * Rows keep their numbers. A capture with a limit drops its oldest ones: asking for a row below
 * `firstRow` throws the UserError `capture-rotated`, for one beyond the end a RangeError.
 */
export class EventIndex {
  /** Where events are missing. */
  readonly losses = new Losses();

  private readonly list: (EventChunk | undefined)[] = [];
  private readonly types = new MessageTypeTable();
  private readonly peerTable = new PeerTable();
  private readonly text: PeerText = {
    address: 0,
    addressEnd: 0,
    connectionType: 0,
    connectionTypeEnd: 0,
  };
  private count = 0;
  private dropped = 0;

  /** The number of the next row: how many there ever were. */
  get length(): number {
    return this.count;
  }

  /** The first row that is there; those below are gone. */
  get firstRow(): number {
    return this.dropped;
  }

  /**
   * By the number that {@link peer} returns. The number of a peer of which no row is left may be given
   * to another one, whose identity is another object.
   */
  get peers(): readonly PeerIdentity[] {
    return this.peerTable.peers;
  }

  /** Grows with every peer that gets a number. */
  get peersRevision(): number {
    return this.peerTable.revision;
  }

  /** @returns undefined for a peer of which nothing is kept, or that is not told apart. */
  findPeer(pid: number, peer: number): PeerIdentity | undefined {
    return this.peerTable.find(pid, peer);
  }

  /**
   * The columns themselves, for queries that pass over all rows: row >>> CHUNK_BITS is the chunk;
   * undefined where all rows of one are gone.
   */
  get chunks(): readonly (EventChunk | undefined)[] {
    return this.list;
  }

  /** CLOCK_MONOTONIC, nanoseconds. */
  timeNs(row: number): number {
    return this.chunk(row).timeNs[row & CHUNK_MASK]!;
  }

  /** The number of its kind: see eventKind. */
  kind(row: number): number {
    return this.chunk(row).kind[row & CHUNK_MASK]!;
  }

  /** {@link EventFlag}s. */
  flags(row: number): number {
    return this.chunk(row).flags[row & CHUNK_MASK]! & ~LONG_ADDRESS;
  }

  /** Payload bytes as the node has them, at most 2^32 - 1; 0 for other events. */
  size(row: number): number {
    return this.chunk(row).size[row & CHUNK_MASK]!;
  }

  /** Payload bytes in the file. */
  captured(row: number): number {
    return this.chunk(row).captured[row & CHUNK_MASK]!;
  }

  /** Events that never arrived (ring buffer full), between this one and the last that did. */
  lostBefore(row: number): number {
    return this.chunk(row).lostBefore[row & CHUNK_MASK]!;
  }

  /** An index into {@link peers}. */
  peer(row: number): number {
    return this.chunk(row).peer[row & CHUNK_MASK]!;
  }

  /** '' for events that are not messages. Chosen by the peer: show it through `visible`. */
  messageType(row: number): string {
    return this.types.name(this.messageTypeId(row), row);
  }

  /** A number for the message type: OTHER_TYPE where peers sent more types than the table holds. */
  messageTypeId(row: number): number {
    return this.chunk(row).messageType[row & CHUNK_MASK]!;
  }

  direction(row: number): Direction | undefined {
    return directionOf(this.kind(row));
  }

  /** Where the frame begins in the capture: see CaptureFile. */
  offset(row: number): number {
    return this.chunk(row).offset[row & CHUNK_MASK]!;
  }

  /** Where the payload begins in the frame. */
  payloadOffset(row: number): number {
    const flags = this.chunk(row).flags[row & CHUNK_MASK]!;
    return flags & LONG_ADDRESS ? MESSAGE.longPayload : MESSAGE.shortPayload;
  }

  /** Bytes of the frame that mean something: all but padding. */
  meaningfulLength(row: number): number {
    const kind = this.kind(row);
    if (isMessage(kind)) return this.payloadOffset(row) + this.captured(row);
    return eventKind(kind)!.size;
  }

  /**
   * Adds the row of a frame that a probe caused.
   * @param view Holds the frame at `at`, `length` bytes.
   * @param fileOffset Where the frame begins in the capture; ascends.
   * @throws MalformedFrame where decodeEvent would; then nothing is added.
   */
  add(view: DataView, at: number, length: number, fileOffset: number): void {
    const number = view.getUint16(at + HEADER.kind, true);
    const kind = eventKind(number)!;
    const isOfMessage = isMessage(number);
    const start = isOfMessage ? payloadOffset(view, at, length) : 0;
    needLength(length, kind.size);
    const row = this.count;
    const i = row & CHUNK_MASK;
    const chunk = (this.list[row >>> CHUNK_BITS] ??= new EventChunk());

    chunk.kind[i] = number;
    chunk.flags[i] = view.getUint16(at + HEADER.flags, true) & ~LONG_ADDRESS;
    chunk.timeNs[i] = u64(view, at + HEADER.timeNs);
    chunk.offset[i] = fileOffset;
    const lost = view.getUint32(at + HEADER.lostRingFull, true);
    chunk.lostBefore[i] = lost;
    if (lost > 0) this.losses.add(row, lost, 'ring-full');
    const pid = view.getUint32(at + HEADER.pid, true);
    const { peer: slots } = kind;
    const peer = this.peerTable.intern(pid, slots ? i64(view, at + slots.peer) : NO_PEER, row);
    chunk.peer[i] = peer;
    if (isOfMessage) {
      chunk.size[i] = Math.min(u64(view, at + MESSAGE.size), MAX_UINT32);
      chunk.captured[i] = view.getUint32(at + MESSAGE.captured, true);
      chunk.messageType[i] = this.types.intern(view, at + MESSAGE.messageType, row);
      if (chunk.flags[i] & EventFlag.RingFull) this.losses.addIncomplete();
      if (start === MESSAGE.longPayload) chunk.flags[i] |= LONG_ADDRESS;
      this.learn(peer, view, at, slots!, MESSAGE.address, start);
    } else {
      if (kind.connection) this.peerTable.setOpen(peer, kind.connection === 'opens');
      if (slots?.address) this.learn(peer, view, at, slots, ...slots.address);
    }
    this.count++;
  }

  /**
   * The first row to come has this number, since earlier ones are gone. The index must be empty.
   * @param row Below 2^32.
   */
  startAt(row: number): void {
    this.dropped = this.count = row;
    this.list.length = row >>> CHUNK_BITS;
  }

  /** @returns The first row whose frame begins at this offset or after it. */
  rowAt(offset: number): number {
    let low = this.dropped;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.offset(middle) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Drops the rows below this one, and frees the memory of whole chunks. */
  dropBefore(row: number): void {
    const from = this.dropped >>> CHUNK_BITS;
    this.dropped = Math.max(this.dropped, Math.min(row, this.count));
    this.list.fill(undefined, from, this.dropped >>> CHUNK_BITS);
    this.types.dropBefore(this.dropped);
    this.losses.dropBefore(this.dropped);
    this.peerTable.dropBefore(this.dropped);
  }

  private learn(
    peer: number,
    view: DataView,
    at: number,
    { connectionType }: PeerSlots,
    address: number,
    addressEnd: number,
  ): void {
    const { text } = this;
    text.address = at + address;
    text.addressEnd = at + addressEnd;
    text.connectionType = at + (connectionType?.[0] ?? 0);
    text.connectionTypeEnd = at + (connectionType?.[1] ?? 0);
    this.peerTable.learn(peer, view, text);
  }

  private chunk(row: number): EventChunk {
    if (row < this.dropped) throw captureRotated();
    if (row >= this.count) throw new RangeError(`no row ${row}; there are ${this.count}`);
    return this.list[row >>> CHUNK_BITS]!;
  }
}

function u64(view: DataView, at: number): number {
  return view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;
}

function i64(view: DataView, at: number): number {
  return view.getUint32(at, true) + view.getInt32(at + 4, true) * 2 ** 32;
}
