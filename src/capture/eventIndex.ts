import type { Direction } from '../shared/event';
import { MalformedFrame } from '../shared/frameReader';
import { CONNECTION, EventKind, HEADER, MESSAGE, MISBEHAVING } from '../shared/layout';
import { CHUNK_BITS, CHUNK_MASK, EventChunk } from './columns';
import { MessageTypeTable } from './messageTypeTable';
import { PeerTable, type PeerIdentity, type PeerSlots } from './peerTable';

/** In EventChunk.flags: the payload begins at MESSAGE.longPayload. No {@link EventFlag} has it. */
const LONG_ADDRESS = 0x80;

const MAX_UINT32 = 2 ** 32 - 1;

/**
 * What is kept of every probe event in memory: one row each, in the order of the file, as numbers in
 * typed arrays. Everything else is read from the file when it is looked at.
 */
export class EventIndex {
  private readonly list: EventChunk[] = [];
  private readonly types = new MessageTypeTable();
  private readonly peerTable = new PeerTable();
  private readonly slots: PeerSlots = {
    address: 0,
    addressEnd: 0,
    connectionType: 0,
    connectionTypeEnd: 0,
  };
  private count = 0;

  get length(): number {
    return this.count;
  }

  /** By the number that {@link peer} returns; grows at its end only. */
  get peers(): readonly PeerIdentity[] {
    return this.peerTable.peers;
  }

  /** The columns themselves, for queries that pass over all rows: row >> CHUNK_BITS is the chunk. */
  get chunks(): readonly EventChunk[] {
    return this.list;
  }

  /** CLOCK_MONOTONIC, nanoseconds. */
  timeNs(row: number): number {
    return this.chunk(row).timeNs[row & CHUNK_MASK]!;
  }

  kind(row: number): EventKind {
    return this.chunk(row).kind[row & CHUNK_MASK]!;
  }

  /** {@link EventFlag}s. */
  flags(row: number): number {
    return this.chunk(row).flags[row & CHUNK_MASK]! & ~LONG_ADDRESS;
  }

  /** Payload bytes as the node has them, at most 2^32 - 1; 0 for connection events. */
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

  /** '' for connection events. Chosen by the peer: show it through `visible`. */
  messageType(row: number): string {
    return this.types.name(this.messageTypeId(row), row);
  }

  /** A number for the message type: OTHER_TYPE where peers sent more types than the table holds. */
  messageTypeId(row: number): number {
    return this.chunk(row).messageType[row & CHUNK_MASK]!;
  }

  /** @returns OTHER_TYPE for a type that has no number. */
  findMessageType(name: string): number {
    return this.types.find(name);
  }

  direction(row: number): Direction | undefined {
    return directionOf(this.kind(row));
  }

  /** Where the frame begins in the file. */
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
    return kind === EventKind.MisbehavingConnection ? MISBEHAVING.end : CONNECTION.end;
  }

  /**
   * Adds the row of a frame that a probe caused.
   * @param view Holds the frame at `at`, `length` bytes.
   * @param fileOffset Where the frame begins in the file.
   * @throws MalformedFrame where decodeEvent would; then nothing is added.
   */
  add(view: DataView, at: number, length: number, fileOffset: number): void {
    const kind = view.getUint16(at + HEADER.kind, true) as EventKind;
    const payloadOffset = this.check(view, at, length, kind);
    const row = this.count;
    const i = row & CHUNK_MASK;
    if (i === 0 && row >>> CHUNK_BITS === this.list.length) this.list.push(new EventChunk());
    const chunk = this.list[row >>> CHUNK_BITS]!;

    chunk.kind[i] = kind;
    chunk.flags[i] = view.getUint16(at + HEADER.flags, true) & ~LONG_ADDRESS;
    chunk.timeNs[i] = u64(view, at + HEADER.timeNs);
    chunk.offset[i] = fileOffset;
    chunk.lostBefore[i] = view.getUint32(at + HEADER.lostRingFull, true);
    // Every kind of probe event has the peer id at the same place.
    const peer = this.peerTable.intern(
      view.getUint32(at + HEADER.pid, true),
      view.getUint32(at + MESSAGE.peer, true) +
        view.getInt32(at + MESSAGE.peer + 4, true) * 2 ** 32,
    );
    chunk.peer[i] = peer;
    if (isMessage(kind)) {
      chunk.size[i] = Math.min(u64(view, at + MESSAGE.size), MAX_UINT32);
      chunk.captured[i] = view.getUint32(at + MESSAGE.captured, true);
      chunk.messageType[i] = this.types.intern(view, at + MESSAGE.messageType, row);
      if (payloadOffset === MESSAGE.longPayload) chunk.flags[i] |= LONG_ADDRESS;
      this.learn(peer, view, at, MESSAGE, payloadOffset);
    } else if (kind !== EventKind.MisbehavingConnection) {
      this.learn(peer, view, at, CONNECTION, CONNECTION.end);
    }
    this.count++;
  }

  private learn(
    peer: number,
    view: DataView,
    at: number,
    layout: typeof MESSAGE | typeof CONNECTION,
    addressEnd: number,
  ): void {
    const slots = this.slots;
    slots.address = at + layout.address;
    slots.addressEnd = at + addressEnd;
    slots.connectionType = at + layout.connectionType;
    slots.connectionTypeEnd = at + (layout === MESSAGE ? MESSAGE.messageType : CONNECTION.address);
    this.peerTable.learn(peer, view, slots);
  }

  /** @returns Where the payload of a message begins; 0 for other kinds. */
  private check(view: DataView, at: number, length: number, kind: EventKind): number {
    if (!isMessage(kind)) {
      need(length, kind === EventKind.MisbehavingConnection ? MISBEHAVING.end : CONNECTION.end);
      return 0;
    }
    need(length, MESSAGE.shortPayload);
    const start = view.getUint32(at + MESSAGE.payloadOffset, true);
    if (start !== MESSAGE.shortPayload && start !== MESSAGE.longPayload)
      throw new MalformedFrame(`a payload cannot begin at ${start}`);
    need(length, start + view.getUint32(at + MESSAGE.captured, true));
    return start;
  }

  private chunk(row: number): EventChunk {
    if (row >= this.count) throw new RangeError(`no row ${row}; there are ${this.count}`);
    return this.list[row >>> CHUNK_BITS]!;
  }
}

export function isMessage(kind: EventKind): boolean {
  return kind === EventKind.InboundMessage || kind === EventKind.OutboundMessage;
}

/** Of the message, or of the connection where the tracepoint tells. */
export function directionOf(kind: EventKind): Direction | undefined {
  switch (kind) {
    case EventKind.InboundMessage:
    case EventKind.InboundConnection:
    case EventKind.EvictedInboundConnection:
      return 'inbound';
    case EventKind.OutboundMessage:
    case EventKind.OutboundConnection:
      return 'outbound';
    default:
      return undefined;
  }
}

function need(length: number, needed: number): void {
  if (length < needed)
    throw new MalformedFrame(`a frame of ${length} bytes where ${needed} are needed`);
}

function u64(view: DataView, at: number): number {
  return view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;
}
