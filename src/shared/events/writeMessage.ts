import { EventFlag, HEADER, MessageKind } from '../frames/layout';
import type { Direction } from './eventKind';
import { MESSAGE } from './messages';

/** A message that no probe reported, as an import has it. */
export interface WrittenMessage {
  /** Counted from 1. */
  sequence: number;
  /** Nanoseconds on the clock of the hello's `monotonicNs`. */
  timeNs: number;
  pid: number;
  direction: Direction;
  peer: number;
  /** As Core spells it; '' where nobody knows. */
  connectionType: string;
  /** At most 12 bytes, up to a NUL if there is one. */
  messageType: Uint8Array;
  /** At most 263 bytes. */
  address: Uint8Array;
  /** At most MAX_PAYLOAD bytes. */
  payload: Uint8Array;
  /** Bytes that it had, where the payload was cut; without it the payload is whole. */
  size?: number;
  /** Made from its fields, which do not tell all of it. */
  reconstructed?: boolean;
}

/** Bytes of the frame that {@link writeMessage} writes. */
export function messageLength({ address, payload }: WrittenMessage): number {
  return (startOf(address) + payload.length + 7) & ~7;
}

/** Writes the frame of a message: `struct message_event`. @param into Zeros, with room for it from `at` on. */
export function writeMessage(message: WrittenMessage, into: Buffer, at: number): void {
  const { address, payload, direction, messageType, size = payload.length } = message;
  const kind = direction === 'inbound' ? MessageKind.Inbound : MessageKind.Outbound;
  const start = startOf(address);
  into.writeUInt32LE(messageLength(message), at + HEADER.length);
  into.writeUInt16LE(kind, at + HEADER.kind);
  if (message.reconstructed) into.writeUInt16LE(EventFlag.Reconstructed, at + HEADER.flags);
  else if (size > payload.length) into.writeUInt16LE(EventFlag.Truncated, at + HEADER.flags);
  writeU64(into, message.sequence, at + HEADER.sequence);
  writeU64(into, message.timeNs, at + HEADER.timeNs);
  into.writeUInt32LE(message.pid, at + HEADER.pid);
  into.writeUInt32LE(message.pid, at + HEADER.tid);
  writeU64(into, message.peer, at + MESSAGE.peer);
  writeU64(into, size, at + MESSAGE.size);
  into.writeUInt32LE(payload.length, at + MESSAGE.captured);
  into.writeUInt32LE(start, at + MESSAGE.payloadOffset);
  into.write(message.connectionType, at + MESSAGE.connectionType, 'latin1');
  into.set(messageType, at + MESSAGE.messageType);
  into.set(address, at + MESSAGE.address);
  into.set(payload, at + start);
}

function startOf(address: Uint8Array): number {
  const hasRoom = address.length < MESSAGE.shortPayload - MESSAGE.address;
  return hasRoom ? MESSAGE.shortPayload : MESSAGE.longPayload;
}

/** @param value An integer, not negative. */
export function writeU64(into: Buffer, value: number, at: number): void {
  into.writeUInt32LE(value % 2 ** 32, at);
  into.writeUInt32LE(Math.floor(value / 2 ** 32), at + 4);
}
