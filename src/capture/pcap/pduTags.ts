import { TAG, TCP } from './pcapngLayout';

/** One end of a conversation. */
export interface End {
  /** 4 bytes, or 16 at both ends. */
  address: Uint8Array;
  port: number;
}

/** A tag of an exported PDU, with the zeros that make its value a multiple of 4 bytes long. */
export function pduTag(code: number, value: Uint8Array): Buffer {
  const length = (value.length + 3) & ~3;
  const tag = Buffer.alloc(4 + length);
  tag.writeUInt16BE(code, 0);
  tag.writeUInt16BE(length, 2);
  tag.set(value, 4);
  return tag;
}

/** The tags that say who dissects a packet, and between whom it went. */
export function pduHead(dissector: string, from: End, to: End): Buffer {
  const isShort = from.address.length === 4;
  return Buffer.concat([
    pduTag(TAG.dissector, Buffer.from(dissector)),
    pduTag(isShort ? TAG.ipv4Source : TAG.ipv6Source, from.address),
    pduTag(isShort ? TAG.ipv4Destination : TAG.ipv6Destination, to.address),
    pduTag(TAG.transport, bigEndian(TCP)),
    pduTag(TAG.sourcePort, bigEndian(from.port)),
    pduTag(TAG.destinationPort, bigEndian(to.port)),
  ]);
}

/** The tag of the Info column, and that of the end. */
export function pduTail(info: string): Buffer {
  const tags = Buffer.allocUnsafe(pduTailLength(info));
  writePduTail(tags, 0, info);
  return tags;
}

export function pduTailLength(info: string): number {
  return 4 + ((infoLength(info) + 3) & ~3) + 4;
}

/** Writes that tail into other bytes. @returns Where it ends. */
export function writePduTail(tags: Buffer, at: number, info: string): number {
  const length = infoLength(info);
  const padded = (length + 3) & ~3;
  tags.writeUInt16BE(TAG.infoColumn, at);
  tags.writeUInt16BE(padded, at + 2);
  const end = at + 4 + padded + 4;
  tags.write(info, at + 4, length);
  // Zeros are the padding and the last tag.
  tags.fill(0, at + 4 + length, end);
  return end;
}

function infoLength(info: string): number {
  return Math.min(Buffer.byteLength(info), 0xfffc);
}

function bigEndian(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
