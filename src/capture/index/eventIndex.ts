import type { Direction, PeerSlots, Slot } from '../../shared/events/eventKind';
import { eventKind } from '../../shared/events/eventKinds';
import { checkPayload, MESSAGE } from '../../shared/events/messages';
import { needLength } from '../../shared/frames/frameReader';
import { EventFlag, HEADER } from '../../shared/frames/layout';
import { CHUNK_BITS, CHUNK_MASK, EventChunk } from './columns';
import { directionOf, isMessage } from './eventKinds';
import { Losses } from './losses';
import { MessageTypeTable } from './messageTypeTable';
import { NO_PEER, PeerTable, type PeerIdentity, type PeerText } from './peerTable';
import { RowGone } from './rowGone';

export { directionOf, isMessage } from './eventKinds';

/** In EventChunk.flags: the payload begins at MESSAGE.longPayload. No {@link EventFlag} has it. */
const LONG_ADDRESS = 0x80;

const MAX_UINT32 = 2 ** 32 - 1;
const MESSAGE_SLOTS: PeerSlots = { peer: MESSAGE.peer };
const NOTHING: Slot = [0, 0];

/**
 * What is kept of every probe event in memory: one row each, in the order of the file, as numbers in
 * typed arrays. Everything else is read from the file when it is looked at.
 *
 * Rows keep their numbers. A capture with a limit drops its oldest ones: asking for a row below
 * `firstRow` throws RowGone, for one beyond the end a RangeError.
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
    const kind = view.getUint16(at + HEADER.kind, true);
    // Nearly all are messages, which need nothing to be looked up.
    const slots = isMessage(kind) ? MESSAGE_SLOTS : checkOther(kind, length);
    if (isMessage(kind)) checkMessage(view, at, length);
    const row = this.count;
    const i = row & CHUNK_MASK;
    const chunk = (this.list[row >>> CHUNK_BITS] ??= new EventChunk());

    chunk.kind[i] = kind;
    chunk.flags[i] = view.getUint16(at + HEADER.flags, true) & ~LONG_ADDRESS;
    chunk.timeNs[i] = u64(view, at + HEADER.timeNs);
    chunk.offset[i] = fileOffset;
    const lost = view.getUint32(at + HEADER.lostRingFull, true);
    chunk.lostBefore[i] = lost;
    if (lost > 0) this.losses.add(row, lost, 'ring-full');
    const pid = view.getUint32(at + HEADER.pid, true);
    const peer = this.peerTable.intern(pid, slots ? i64(view, at + slots.peer) : NO_PEER, row);
    chunk.peer[i] = peer;
    if (isMessage(kind)) this.addMessage(chunk, i, view, at);
    else if (slots) this.addNote(kind, peer, view, at, slots);
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

  private addMessage(chunk: EventChunk, i: number, view: DataView, at: number): void {
    chunk.size[i] = Math.min(u64(view, at + MESSAGE.size), MAX_UINT32);
    chunk.captured[i] = view.getUint32(at + MESSAGE.captured, true);
    chunk.messageType[i] = this.types.intern(view, at + MESSAGE.messageType, this.count);
    if (chunk.flags[i]! & EventFlag.RingFull) this.losses.addIncomplete();
    const start = view.getUint32(at + MESSAGE.payloadOffset, true);
    if (start === MESSAGE.longPayload) chunk.flags[i]! |= LONG_ADDRESS;
    const { text } = this;
    text.address = at + MESSAGE.address;
    text.addressEnd = at + start;
    text.connectionType = at + MESSAGE.connectionType;
    text.connectionTypeEnd = at + MESSAGE.messageType;
    this.peerTable.learn(chunk.peer[i]!, view, text);
  }

  private addNote(
    kind: number,
    peer: number,
    view: DataView,
    at: number,
    { address, connectionType = NOTHING }: PeerSlots,
  ): void {
    const { connection } = eventKind(kind)!;
    if (connection) this.peerTable.setOpen(peer, connection === 'opens');
    if (!address) return;
    const { text } = this;
    text.address = at + address[0];
    text.addressEnd = at + address[1];
    text.connectionType = at + connectionType[0];
    text.connectionTypeEnd = at + connectionType[1];
    this.peerTable.learn(peer, view, text);
  }

  private chunk(row: number): EventChunk {
    if (row < this.dropped) throw new RowGone(row);
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

/** @throws MalformedFrame */
function checkMessage(view: DataView, at: number, length: number): void {
  needLength(length, MESSAGE.shortPayload);
  const start = view.getUint32(at + MESSAGE.payloadOffset, true);
  checkPayload(length, start, view.getUint32(at + MESSAGE.captured, true));
}

/** @returns Where the peer of an event that is not a message is. @throws MalformedFrame */
function checkOther(number: number, length: number): PeerSlots | undefined {
  const { size, peer } = eventKind(number)!;
  needLength(length, size);
  return peer;
}
