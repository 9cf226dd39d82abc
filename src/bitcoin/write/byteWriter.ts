/** A value of a type, as its `write` takes it; `undefined` ends the message where it would be. */
export type WireValue =
  number | bigint | boolean | Uint8Array | Encoded | WireValues | WireMembers | undefined;

export type WireValues = readonly WireValue[];
/** Of a struct, by the names of its members; one that may be missing is left out where it is undefined. */
export interface WireMembers {
  readonly [member: string]: WireValue;
}

/** Bytes that stand for a value of any type, and are written as they are. */
export class Encoded {
  constructor(readonly bytes: Uint8Array) {}
}

const FIRST_ROOM = 256;

/**
 * Writes a payload front to back, as Core's DataStream does: little-endian. It never throws: after the first
 * value that is missing, or that cannot be, nothing more is written.
 */
export class ByteWriter {
  /** Something was not written: the bytes are only the beginning of a message. */
  ended = false;
  private room: Uint8Array;
  private view: DataView;
  private length = 0;

  /** @param most Bytes that are written at most. */
  constructor(private readonly most: number) {
    this.room = new Uint8Array(Math.min(FIRST_ROOM, most));
    this.view = new DataView(this.room.buffer);
  }

  /** What has been written: a view. */
  get written(): Uint8Array {
    return this.room.subarray(0, this.length);
  }

  end(): void {
    this.ended = true;
  }

  bytes(bytes: Uint8Array): void {
    const at = this.take(bytes.length);
    if (at >= 0) this.room.set(bytes, at);
  }

  /** @param put Writes a number of so many bytes at a place. @returns Whether it is there. */
  fixed(size: number, put: (view: DataView, at: number) => boolean): void {
    const at = this.take(size);
    if (at < 0 || put(this.view, at)) return;
    this.length = at;
    this.end();
  }

  /** WriteCompactSize of Core's serialize.h: in the fewest bytes. */
  compactSize(value: number | bigint): void {
    if (value < 0xfd) this.number(Number(value), 0, 1);
    else if (value <= 0xffff) this.number(Number(value), 0xfd, 2);
    else if (value <= 0xffffffff) this.number(Number(value), 0xfe, 4);
    else this.long(BigInt(value));
  }

  private long(value: bigint): void {
    this.fixed(9, (view, at) => {
      view.setUint8(at, 0xff);
      view.setBigUint64(at + 1, value, true);
      return value < 2n ** 64n;
    });
  }

  /** @param head A byte before it, unless the number is a byte itself. */
  private number(value: number, head: number, width: 1 | 2 | 4): void {
    this.fixed(width === 1 ? 1 : 1 + width, (view, at) => {
      view.setUint8(at, width === 1 ? value : head);
      if (width === 2) view.setUint16(at + 1, value, true);
      if (width === 4) view.setUint32(at + 1, value, true);
      return Number.isInteger(value) && value >= 0;
    });
  }

  /** @returns where `size` bytes may be written, or -1. */
  private take(size: number): number {
    if (this.length + size > this.most) this.end();
    if (this.ended) return -1;
    const start = this.length;
    this.length += size;
    if (this.length > this.room.length) this.grow();
    return start;
  }

  private grow(): void {
    const room = new Uint8Array(Math.min(this.most, Math.max(this.length, 2 * this.room.length)));
    room.set(this.room);
    this.room = room;
    this.view = new DataView(room.buffer);
  }
}
