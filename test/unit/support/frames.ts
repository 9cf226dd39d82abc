import type { NodeFrame } from '../../../src/shared/frames/node';
import { CONNECTION } from '../../../src/shared/events/connections';
import { MESSAGE } from '../../../src/shared/events/messages';
import { MISBEHAVING } from '../../../src/shared/events/misbehaving';
import { EventFlag, HEADER, STATISTICS } from '../../../src/shared/frames/layout';
import { EventKind } from './eventKind';
import { encodeHello, type Hello } from '../../../src/shared/frames/hello';

export interface HeaderFields {
  sequence?: number;
  timeNs?: number;
  pid?: number;
  lost?: number;
  flags?: number;
}

export interface MessageFields extends HeaderFields {
  direction?: 'inbound' | 'outbound';
  peer?: number;
  type?: string;
  payload?: Buffer;
  /** Of the payload in the node; the payload's length when absent. */
  size?: bigint;
  address?: string;
  connectionType?: string;
}

export interface ConnectionFields extends HeaderFields {
  peer?: number;
  address?: string;
  connectionType?: string;
  network?: number;
  count?: number;
}

export const HELLO: Hello = {
  version: 1,
  wallNs: 1_700_000_000_000_000_000n,
  monotonicNs: 1_000_000_000n,
  host: 'test',
  binary: '/usr/bin/bitcoind',
  tracepoints: ['inbound_message', 'outbound_message'],
  attachMode: 'uprobe_multi',
  unattached: [],
};

export const hello = encodeHello(HELLO);

/** The process of all frames here, unless they say otherwise. */
export const NODE: NodeFrame = {
  pid: 4242,
  name: 'bitcoind',
  chain: 'main',
  dataDirectory: '/home/node/.bitcoin',
  binary: '/usr/bin/bitcoind',
  userAgent: '/Satoshi:30.0.0/',
  present: ['inbound_message', 'outbound_message', 'block_header'],
  tracepoints: ['inbound_message', 'outbound_message'],
  unattached: [],
};

/** Undefined bytes are filled with this, so that a reader that looks at them is found out. */
const UNDEFINED_BYTE = 0xee;

export function frameOf(kind: number, length: number, fields: HeaderFields): Buffer {
  const frame = Buffer.alloc((length + 7) & ~7, UNDEFINED_BYTE);
  frame.fill(0, 0, HEADER.size);
  frame.writeUInt32LE(frame.length, HEADER.length);
  frame.writeUInt16LE(kind, HEADER.kind);
  frame.writeUInt16LE(fields.flags ?? 0, HEADER.flags);
  frame.writeBigUInt64LE(BigInt(fields.sequence ?? 1), HEADER.sequence);
  frame.writeBigUInt64LE(BigInt(fields.timeNs ?? 1000), HEADER.timeNs);
  frame.writeUInt32LE(fields.pid ?? 4242, HEADER.pid);
  frame.writeUInt32LE(fields.pid ?? 4242, HEADER.tid);
  frame.writeUInt32LE(fields.lost ?? 0, HEADER.lostRingFull);
  return frame;
}

/** With a NUL only where the slot has room for one, as the kernel's string reads leave it. */
export function writeSlot(frame: Buffer, text: string, start: number, end: number): void {
  const written = frame.write(text, start, end - start, 'latin1');
  if (start + written < end) frame[start + written] = 0;
}

export function message(fields: MessageFields = {}): Buffer {
  const payload = fields.payload ?? Buffer.alloc(0);
  const address = fields.address ?? '127.0.0.1:8333';
  const start =
    address.length < MESSAGE.shortPayload - MESSAGE.address
      ? MESSAGE.shortPayload
      : MESSAGE.longPayload;
  const kind =
    fields.direction === 'outbound' ? EventKind.OutboundMessage : EventKind.InboundMessage;
  const frame = frameOf(kind, start + payload.length, fields);
  frame.writeBigInt64LE(BigInt(fields.peer ?? 0), MESSAGE.peer);
  frame.writeBigUInt64LE(fields.size ?? BigInt(payload.length), MESSAGE.size);
  frame.writeUInt32LE(payload.length, MESSAGE.captured);
  frame.writeUInt32LE(start, MESSAGE.payloadOffset);
  writeSlot(frame, fields.connectionType ?? 'inbound', MESSAGE.connectionType, MESSAGE.messageType);
  writeSlot(frame, fields.type ?? 'ping', MESSAGE.messageType, MESSAGE.address);
  writeSlot(frame, address, MESSAGE.address, start);
  payload.copy(frame, start);
  return frame;
}

export function connection(kind: number, fields: ConnectionFields = {}): Buffer {
  const frame = frameOf(kind, CONNECTION.end, fields);
  frame.writeBigInt64LE(BigInt(fields.peer ?? 0), CONNECTION.peer);
  frame.writeUInt32LE(fields.network ?? 1, CONNECTION.network);
  frame.writeBigUInt64LE(BigInt(fields.count ?? 1), CONNECTION.existingOrEstablished);
  writeSlot(
    frame,
    fields.connectionType ?? 'inbound',
    CONNECTION.connectionType,
    CONNECTION.address,
  );
  writeSlot(frame, fields.address ?? '127.0.0.1:8333', CONNECTION.address, CONNECTION.end);
  return frame;
}

export function misbehaving(reason: string, fields: HeaderFields & { peer?: number } = {}): Buffer {
  const frame = frameOf(EventKind.MisbehavingConnection, MISBEHAVING.end, fields);
  frame.writeBigInt64LE(BigInt(fields.peer ?? 0), MISBEHAVING.peer);
  writeSlot(frame, reason, MISBEHAVING.reason, MISBEHAVING.end);
  return frame;
}

/** @param flags EventFlag.Final for the last ones. */
export function statistics(events: number, lostRingFull = 0, flags = 0): Buffer {
  const frame = frameOf(EventKind.Statistics, STATISTICS.end, { flags });
  frame.fill(0, STATISTICS.events, STATISTICS.end);
  frame.writeBigUInt64LE(BigInt(events), STATISTICS.events);
  frame.writeBigUInt64LE(BigInt(lostRingFull), STATISTICS.lostRingFull);
  return frame;
}

/** A frame of a kind that no version knows. */
export function unknownFrame(): Buffer {
  return frameOf(999, 64, {});
}

export { EventFlag, EventKind };
