import type { Block, Packet } from './packet';
import {
  BLOCK,
  CUSTOM_HEAD,
  ENTERPRISE,
  EXPORTED_PDU,
  FramePiece,
  MARK,
  MESSAGE_HEADER,
  OPTION,
  TAG,
} from './pcapngLayout';
import { optionsOf } from './pcapngOptions';

/** Where a block of ours has its numbers. */
const PIECE = { what: 8, length: 12, bytes: 16 } as const;

/** What a packet of ours carries of its frame: docs/pcapng.md. @returns undefined for any other packet. */
export function carriedBy({ linkType, options, isLittle }: Packet): Buffer | undefined {
  if (linkType !== EXPORTED_PDU) return undefined;
  for (const { code, value } of optionsOf(options, isLittle)) {
    if (code !== OPTION.custom || value.length < CUSTOM_HEAD) continue;
    const enterprise = isLittle ? value.readUInt32LE(0) : value.readUInt32BE(0);
    if (enterprise === ENTERPRISE && value.subarray(4, CUSTOM_HEAD).equals(MARK))
      return value.subarray(CUSTOM_HEAD);
  }
  return undefined;
}

/** What a block of ours has of a frame. @returns undefined for any other block. */
export function pieceOf({ type, body }: Block): { begins: boolean; bytes: Buffer } | undefined {
  if (type !== BLOCK.frame || body.length < PIECE.bytes) return undefined;
  if (!body.subarray(0, MARK.length).equals(MARK)) return undefined;
  const end = PIECE.bytes + body.readUInt32LE(PIECE.length);
  const begins = body.readUInt32LE(PIECE.what) === (FramePiece.Begins as number);
  return { begins, bytes: body.subarray(PIECE.bytes, end) };
}

/** Where the message begins in an exported PDU, behind its tags; the length where the tags have no end. */
export function afterTags(bytes: Buffer): number {
  for (let at = 0; at + 4 <= bytes.length;) {
    const tag = bytes.readUInt16BE(at);
    at += 4 + bytes.readUInt16BE(at + 2);
    if (tag === TAG.end) return Math.min(at, bytes.length);
  }
  return bytes.length;
}

/** The header of the message in a packet of ours, and its payload. @returns undefined where it has none. */
export function messageIn({ bytes }: Packet): { header: Buffer; payload: Buffer } | undefined {
  const message = bytes.subarray(afterTags(bytes));
  if (message.length < MESSAGE_HEADER) return undefined;
  return { header: message.subarray(0, MESSAGE_HEADER), payload: message.subarray(MESSAGE_HEADER) };
}
