import { decodeFailure, type Failure } from '../frames/failure';
import { MalformedFrame, needLength, readSlot, readTypeSlot } from '../frames/frameReader';
import { decodeHello, type Hello } from '../frames/hello';
import {
  CONNECTION,
  EventFlag,
  EventKind,
  HEADER,
  MESSAGE,
  MISBEHAVING,
  STATISTICS,
} from '../frames/layout';

/** As the tracepoint says: inbound is from the peer to the node. */
export type Direction = 'inbound' | 'outbound';

/** Every frame that a probe caused has these. */
export interface EventHeader {
  /** 1, 2, …: a number that never arrives is a lost event. */
  sequence: number;
  /** CLOCK_MONOTONIC, nanoseconds (exact below 2^53: 104 days of uptime). */
  timeNs: number;
  pid: number;
  /** Events that never arrived since the last one that did (ring buffer full). */
  lostRingFull: number;
}

export type LossCause = 'ring-full' | 'unreadable';

export interface MessageEvent extends EventHeader {
  kind: 'message';
  direction: Direction;
  peer: number;
  address: string;
  connectionType: string;
  messageType: string;
  /** Payload bytes as the node has them. */
  size: number;
  /** What was captured of them: a view into the frame, valid as long as the frame is. */
  payload: Buffer;
  /** Cut by the user's snap length. */
  truncated: boolean;
  /** Why part of the message is lost; undefined when it is whole or cut by snap length. */
  lost: LossCause | undefined;
}

export interface ConnectionEvent extends EventHeader {
  kind: 'connection';
  change: 'opened' | 'closed' | 'evicted';
  /** Of the connection; undefined where the tracepoint does not say (closed). */
  direction: Direction | undefined;
  peer: number;
  address: string;
  connectionType: string;
  /** enum Network of Core's netaddress.h: 1 IPv4, 2 IPv6, 3 onion, 4 I2P, 5 CJDNS. */
  network: number;
  /** Opened: connections of that direction, with this one. */
  existing: number | undefined;
  /** Closed, evicted: unix seconds when established. */
  establishedUnix: number | undefined;
}

export interface MisbehavingEvent extends EventHeader {
  kind: 'misbehaving';
  peer: number;
  /** Often empty: Core has none for most blocks that are invalid. */
  reason: string;
  /** There was a reason, and memory of the node could not be read. */
  unreadable: boolean;
}

/** Totals since the trace began; ring figures are of the moment, in bytes. */
export interface StatisticsEvent {
  kind: 'statistics';
  timeNs: number;
  events: number;
  lostRingFull: number;
  lostUnreadable: number;
  truncated: number;
  ringUsed: number;
  ringSize: number;
}

export type ProbeEvent = MessageEvent | ConnectionEvent | MisbehavingEvent;
export type TraceEvent =
  ProbeEvent | StatisticsEvent | ({ kind: 'hello' } & Hello) | ({ kind: 'failure' } & Failure);

/**
 * Reads one whole frame.
 * @returns undefined for a kind of event that this version does not know.
 * @throws MalformedFrame when the frame contradicts the layout.
 */
export function decodeEvent(frame: Buffer): TraceEvent | undefined {
  needLength(frame, HEADER.size);
  const kind = frame.readUInt16LE(HEADER.kind) as EventKind;
  switch (kind) {
    case EventKind.Hello:
      return { kind: 'hello', ...decodeHello(frame) };
    case EventKind.InboundMessage:
      return decodeMessage(frame, 'inbound');
    case EventKind.OutboundMessage:
      return decodeMessage(frame, 'outbound');
    case EventKind.InboundConnection:
      return decodeConnection(frame, 'opened', 'inbound');
    case EventKind.OutboundConnection:
      return decodeConnection(frame, 'opened', 'outbound');
    case EventKind.ClosedConnection:
      return decodeConnection(frame, 'closed', undefined);
    case EventKind.EvictedInboundConnection:
      return decodeConnection(frame, 'evicted', 'inbound');
    case EventKind.MisbehavingConnection:
      return decodeMisbehaving(frame);
    case EventKind.Statistics:
      return decodeStatistics(frame);
    case EventKind.Failure:
      return { kind: 'failure', ...decodeFailure(frame) };
    default:
      return undefined;
  }
}

function u64(frame: Buffer, at: number): number {
  return frame.readUInt32LE(at) + frame.readUInt32LE(at + 4) * 2 ** 32;
}

function i64(frame: Buffer, at: number): number {
  return frame.readUInt32LE(at) + frame.readInt32LE(at + 4) * 2 ** 32;
}

function decodeHeader(frame: Buffer): EventHeader {
  return {
    sequence: u64(frame, HEADER.sequence),
    timeNs: u64(frame, HEADER.timeNs),
    pid: frame.readUInt32LE(HEADER.pid),
    lostRingFull: frame.readUInt32LE(HEADER.lostRingFull),
  };
}

function decodeMessage(frame: Buffer, direction: Direction): MessageEvent {
  needLength(frame, MESSAGE.shortPayload);
  const flags = frame.readUInt16LE(HEADER.flags);
  const captured = frame.readUInt32LE(MESSAGE.captured);
  const start = frame.readUInt32LE(MESSAGE.payloadOffset);
  if (start !== MESSAGE.shortPayload && start !== MESSAGE.longPayload)
    throw new MalformedFrame(`a payload cannot begin at ${start}`);
  needLength(frame, start + captured);
  return {
    kind: 'message',
    ...decodeHeader(frame),
    direction,
    peer: i64(frame, MESSAGE.peer),
    address: readSlot(frame, MESSAGE.address, start),
    connectionType: readSlot(frame, MESSAGE.connectionType, MESSAGE.messageType),
    messageType: readTypeSlot(frame, MESSAGE.messageType, MESSAGE.address),
    size: u64(frame, MESSAGE.size),
    payload: frame.subarray(start, start + captured),
    truncated: (flags & EventFlag.Truncated) !== 0,
    lost: lossCause(flags),
  };
}

/** @param flags {@link EventFlag}s of a message frame. */
export function lossCause(flags: number): LossCause | undefined {
  if (flags & EventFlag.RingFull) return 'ring-full';
  if (flags & EventFlag.Unreadable) return 'unreadable';
  return undefined;
}

function decodeConnection(
  frame: Buffer,
  change: ConnectionEvent['change'],
  direction: Direction | undefined,
): ConnectionEvent {
  needLength(frame, CONNECTION.end);
  const count = u64(frame, CONNECTION.existingOrEstablished);
  return {
    kind: 'connection',
    ...decodeHeader(frame),
    change,
    direction,
    peer: i64(frame, CONNECTION.peer),
    address: readSlot(frame, CONNECTION.address, CONNECTION.end),
    connectionType: readSlot(frame, CONNECTION.connectionType, CONNECTION.address),
    network: frame.readUInt32LE(CONNECTION.network),
    existing: change === 'opened' ? count : undefined,
    establishedUnix: change === 'opened' ? undefined : count,
  };
}

function decodeMisbehaving(frame: Buffer): MisbehavingEvent {
  needLength(frame, MISBEHAVING.end);
  return {
    kind: 'misbehaving',
    ...decodeHeader(frame),
    peer: i64(frame, MISBEHAVING.peer),
    reason: readSlot(frame, MISBEHAVING.reason, MISBEHAVING.end),
    unreadable: lossCause(frame.readUInt16LE(HEADER.flags)) === 'unreadable',
  };
}

function decodeStatistics(frame: Buffer): StatisticsEvent {
  needLength(frame, STATISTICS.end);
  return {
    kind: 'statistics',
    timeNs: u64(frame, HEADER.timeNs),
    events: u64(frame, STATISTICS.events),
    lostRingFull: u64(frame, STATISTICS.lostRingFull),
    lostUnreadable: u64(frame, STATISTICS.lostUnreadable),
    truncated: u64(frame, STATISTICS.truncated),
    ringUsed: u64(frame, STATISTICS.ringUsed),
    ringSize: u64(frame, STATISTICS.ringSize),
  };
}
