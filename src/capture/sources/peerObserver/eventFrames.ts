import {
  CONNECTION_KIND,
  CONNECTION_LENGTH,
  writeConnection,
} from '../../../shared/events/writeConnection';
import {
  messageLength,
  writeMessage,
  type WrittenMessage,
} from '../../../shared/events/writeMessage';
import { MISBEHAVING_LENGTH, writeMisbehaving } from '../../../shared/events/writeMisbehaving';
import { effectLength, writeEffect, type WrittenEffect } from '../../../shared/events/writeEffect';
import { connectedEffect, mempoolEffect } from './effects';
import { EventTally } from './eventTally';
import { countParts, timestampOf } from './framing';
import { rebuild } from './rebuild';
import { type Decoded, decodeRecord } from './records';
import { textBytes } from './textBytes';

/** Of the node: peer-observer does not say which process it traced. */
export const PID = 1;
/** The monotonic time of the first event, nanoseconds: a few that were written after it happened before. */
export const START_NS = 60e9;
/** Parts that a message may have: more than fit into one that a node accepts. */
const MOST_PARTS = 1_000_000;
/** Bytes of the strings of events; of an address and a reason without the NUL. */
const MOST = { address: 263, reason: 135, messageType: 12 } as const;
/** The greatest size of a payload: of 32 bits in the header of a message. */
const GREATEST_SIZE = 0xffffffffn;

/** Beyond this a number is not exact; no node counts so far. */
const GREATEST_COUNT = BigInt(Number.MAX_SAFE_INTEGER);
/** What a frame has room for: of a time in 64 bits, half. */
const GREATEST_TIME_NS = 2 ** 63;

/** As Core spells them; '' where peer-observer knows no name. It writes `feeler` as `outbound-full-relay`. */
const CONNECTION_TYPES = ['', 'inbound', 'outbound-full-relay', 'block-relay-only', 'feeler'];

/** A frame that can be written. */
export interface EventFrame {
  length: number;
  write(into: Buffer, at: number): void;
}

/** What every frame has. */
interface Head {
  sequence: number;
  timeNs: number;
  pid: number;
}

/** Makes frames of the events of peer-observer, in their order. */
export class EventFrames {
  readonly tally = new EventTally();
  private startMs = 0;
  private sequence = 0;

  /** @param startNs The monotonic time of what happened at the beginning, nanoseconds. */
  constructor(private readonly startNs = START_NS) {}

  /** @param first The first record, if there is one. @returns Its time, unix milliseconds. */
  begin(first: Buffer | undefined): number {
    if (first) this.startMs = timestampOf(first, { start: 0, end: first.length }) ?? 0;
    return this.startMs;
  }

  /** The first event may be at any time: @param unixMs Of the beginning. */
  beginAt(unixMs: number): void {
    this.startMs = unixMs;
  }

  /** @returns undefined for what a capture has no place for, which is counted. */
  take(record: Buffer): EventFrame | 'damaged' | undefined {
    const place = { start: 0, end: record.length };
    if (countParts(record, place) > MOST_PARTS) return 'damaged';
    const event = decoded(record);
    if (!event || this.timeNs(event) > GREATEST_TIME_NS) return 'damaged';
    const { what } = event;
    if (what.case !== 'ebpf') {
      this.tally.addOther(what.case ?? 'unknown');
      return undefined;
    }
    const { what: seen } = what.value;
    switch (seen.case) {
      case 'message':
        return this.message(seen.value, event);
      case 'connection':
        return this.connection(seen.value, event);
      case 'mempool':
        if (seen.value.what.case !== undefined)
          return this.effect(mempoolEffect(seen.value.what), event);
        break;
      case 'validation':
        if (seen.value.what.case !== undefined)
          return this.effect(connectedEffect(seen.value.what.value), event);
        break;
      case 'addrman':
        this.tally.addOther(seen.case);
        return undefined;
      case undefined:
    }
    this.tally.addOther('unknown');
    return undefined;
  }

  private message(message: Decoded<'Message'>, event: Decoded<'Event'>): EventFrame | 'damaged' {
    const { about } = message;
    if (!about || about.size > GREATEST_SIZE || about.peer > GREATEST_COUNT) return 'damaged';
    const { messageType, payload, size, reconstructed } = rebuild(message, Number(about.size));
    // Member by member: to spread others takes longer than all the rest.
    const written: WrittenMessage = {
      sequence: ++this.sequence,
      timeNs: this.timeNs(event),
      pid: PID,
      payload,
      size,
      reconstructed,
      direction: about.inbound ? 'inbound' : 'outbound',
      peer: peerNumber(about.peer),
      connectionType: connectionType(about.connectionType),
      messageType: textBytes(messageType, MOST.messageType),
      address: textBytes(about.address, MOST.address),
    };
    this.tally.addMessage({ reconstructed, isWhole: payload.length === size });
    return {
      length: messageLength(written),
      write: (into, at) => writeMessage(written, into, at),
    };
  }

  private connection(
    { what }: Decoded<'Connection'>,
    event: Decoded<'Event'>,
  ): EventFrame | 'damaged' | undefined {
    switch (what.case) {
      case undefined:
        this.tally.addOther('unknown');
        return undefined;
      case 'misbehaving':
        return this.misbehaving(what.value, event);
      case 'closed':
      case 'evicted':
        return this.change(
          CONNECTION_KIND[what.case],
          what.value.peer,
          what.value.established,
          event,
        );
      default:
        return this.change(CONNECTION_KIND[what.case], what.value.peer, what.value.existing, event);
    }
  }

  private change(
    kind: (typeof CONNECTION_KIND)[keyof typeof CONNECTION_KIND],
    peer: Decoded<'Peer'> | undefined,
    count: bigint,
    event: Decoded<'Event'>,
  ): EventFrame | 'damaged' {
    if (!peer || peer.id > GREATEST_COUNT || count > GREATEST_COUNT) return 'damaged';
    const written = {
      ...this.head(event),
      kind,
      peer: peerNumber(peer.id),
      network: peer.network,
      count: Number(count),
      connectionType: connectionType(peer.connectionType),
      address: textBytes(peer.address, MOST.address),
    };
    return {
      length: CONNECTION_LENGTH,
      write: (into, at) => writeConnection(written, into, at),
    };
  }

  private effect(
    effect: WrittenEffect | undefined,
    event: Decoded<'Event'>,
  ): EventFrame | 'damaged' {
    if (!effect) return 'damaged';
    const head = this.head(event);
    return {
      length: effectLength(effect),
      write: (into, at) => writeEffect(effect, head, into, at),
    };
  }

  private misbehaving(
    { id, reason }: Decoded<'Misbehaving'>,
    event: Decoded<'Event'>,
  ): EventFrame | 'damaged' {
    if (id > GREATEST_COUNT) return 'damaged';
    const peer = peerNumber(id);
    const written = { ...this.head(event), peer, reason: textBytes(reason, MOST.reason) };
    return {
      length: MISBEHAVING_LENGTH,
      write: (into, at) => writeMisbehaving(written, into, at),
    };
  }

  private head(event: Decoded<'Event'>): Head {
    return { sequence: ++this.sequence, timeNs: this.timeNs(event), pid: PID };
  }

  private timeNs({ timestamp }: Decoded<'Event'>): number {
    const sinceMs = Number(timestamp) - this.startMs;
    return Math.max(0, this.startNs + sinceMs * 1e6);
  }
}

function decoded(record: Buffer): Decoded<'Event'> | undefined {
  try {
    return decodeRecord('Event', record);
  } catch {
    return undefined;
  }
}

/** peer-observer has the i64 of Core as an unsigned number. */
function peerNumber(id: bigint): number {
  return Number(id);
}

function connectionType(number: number): string {
  return CONNECTION_TYPES[number] ?? '';
}
