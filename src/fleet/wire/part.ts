import { TOPICS } from './topics';

/**
 * One message of NATS: what one topic has of a batch, or a piece of that where it is longer than NATS takes. All values
 * are little-endian.
 *
 * | Offset | Type   |                                                                   |
 * | -----: | ------ | ----------------------------------------------------------------- |
 * |      0 | u32    | `P2TF`                                                            |
 * |      4 | u8     | version of this format: 1                                         |
 * |      5 | u8     | topic                                                              |
 * |      6 | u16    | reserved                                                          |
 * |      8 | u8[16] | session: a run of an agent                                        |
 * |     24 | u64    | batch, from 0 in each session                                     |
 * |     32 | u16    | piece, from 0                                                     |
 * |     34 | u16    | pieces that the topic has in this batch                            |
 * |     36 | u32    | reserved                                                          |
 * |     40 |        | the piece                                                         |
 */
export interface Part {
  topic: number;
  /** 32 hexadecimal digits. */
  session: string;
  batch: number;
  piece: number;
  pieces: number;
  /** A view. */
  body: Buffer;
}

const MAGIC = Buffer.from('P2TF', 'latin1').readUInt32LE(0);
export const PART_VERSION = 1;
export const PART_HEADER = 40;
/** A topic of a batch has at most this many: it has some megabytes, and servers take messages of at least 8 kB. */
export const MOST_PIECES = 1024;

/** What was received is not of this format, or of a later version of it. */
export class BadPart extends Error {
  constructor(
    message: string,
    /** The version that it says it has, if it is one of ours. */
    readonly version?: number,
  ) {
    super(message);
  }
}

export function encodePart({ topic, session, batch, piece, pieces, body }: Part): Buffer {
  const bytes = Buffer.allocUnsafe(PART_HEADER + body.length);
  bytes.fill(0, 0, PART_HEADER);
  bytes.writeUInt32LE(MAGIC, 0);
  bytes.writeUInt8(PART_VERSION, 4);
  bytes.writeUInt8(topic, 5);
  bytes.write(session, 8, 'hex');
  bytes.writeBigUInt64LE(BigInt(batch), 24);
  bytes.writeUInt16LE(piece, 32);
  bytes.writeUInt16LE(pieces, 34);
  body.copy(bytes, PART_HEADER);
  return bytes;
}

/** @throws BadPart */
export function decodePart(bytes: Buffer): Part {
  if (bytes.length < PART_HEADER || bytes.readUInt32LE(0) !== MAGIC)
    throw new BadPart('it is not a part of a batch');
  const version = bytes.readUInt8(4);
  if (version !== PART_VERSION) throw new BadPart(`it has version ${version}`, version);
  const part = {
    topic: bytes.readUInt8(5),
    session: bytes.toString('hex', 8, 24),
    batch: Number(bytes.readBigUInt64LE(24)),
    piece: bytes.readUInt16LE(32),
    pieces: bytes.readUInt16LE(34),
    body: bytes.subarray(PART_HEADER),
  };
  if (part.topic >= TOPICS.length) throw new BadPart(`topic ${part.topic} is not known`);
  if (!Number.isSafeInteger(part.batch)) throw new BadPart('its batch has no possible number');
  if (part.piece >= part.pieces || part.pieces > MOST_PIECES)
    throw new BadPart(`piece ${part.piece} of ${part.pieces} is not possible`);
  return part;
}

/** What the server knows a part by, so that it keeps one that is sent twice only once. */
export function idOf({ session, batch, topic, piece }: Omit<Part, 'body' | 'pieces'>): string {
  return `${session}-${batch}-${topic}-${piece}`;
}
