import { HEADER } from '../frames/layout';
import { MESSAGE } from './messages';
import { messageLength, writeMessage, writeU64, type WrittenMessage } from './writeMessage';

/** A payload that is shorter is copied faster byte by byte. */
const SHORT = 64;
const TYPE_BYTES = 12;

/** A record that holds a message: where its parts stand in its bytes. */
export interface MessageBytes {
  bytes: Buffer;
  /** Of a type, in 12 bytes, up to a NUL if there is one. */
  typeAt: number;
  payloadAt: number;
  end: number;
}

/** Writes frames of messages of one connection in one direction, all but their times of which is the same. */
export class MessageFrames {
  private readonly head: Buffer;

  /** @param from What all of them have. */
  constructor(
    from: Pick<WrittenMessage, 'pid' | 'direction' | 'peer' | 'connectionType' | 'address'>,
  ) {
    const empty = { ...from, sequence: 0, timeNs: 0, messageType: NOTHING, payload: NOTHING };
    this.head = Buffer.alloc(messageLength(empty));
    writeMessage(empty, this.head, 0);
  }

  /** Bytes of the frame of a message. @param size Of its payload. */
  length(size: number): number {
    return (this.head.length + size + 7) & ~7;
  }

  /** @param into With room for the frame from `at` on. @returns Where it ends. */
  write(
    { sequence, timeNs }: Pick<WrittenMessage, 'sequence' | 'timeNs'>,
    { bytes, typeAt, payloadAt, end }: MessageBytes,
    into: Buffer,
    at: number,
  ): number {
    const { head } = this;
    const size = end - payloadAt;
    const start = at + head.length;
    const frameEnd = at + this.length(size);
    into.set(head, at);
    into.writeUInt32LE(frameEnd - at, at + HEADER.length);
    writeU64(into, sequence, at + HEADER.sequence);
    writeU64(into, timeNs, at + HEADER.timeNs);
    into.writeUInt32LE(size, at + MESSAGE.size);
    into.writeUInt32LE(size, at + MESSAGE.captured);
    for (let i = 0; i < TYPE_BYTES && bytes[typeAt + i] !== 0; i++)
      into[at + MESSAGE.messageType + i] = bytes[typeAt + i]!;
    if (size < SHORT) for (let i = 0; i < size; i++) into[start + i] = bytes[payloadAt + i]!;
    else bytes.copy(into, start, payloadAt, end);
    for (let i = start + size; i < frameEnd; i++) into[i] = 0;
    return frameEnd;
  }
}

const NOTHING = Buffer.alloc(0);
