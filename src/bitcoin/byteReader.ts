/** A payload that Bitcoin Core would refuse to deserialize. */
export class MalformedMessage extends Error {
  constructor(
    message: string,
    /** Where in the payload, bytes from its beginning. */
    readonly offset: number,
  ) {
    super(message);
  }
}

/** MAX_SIZE of Core's serialize.h: the largest CompactSize that counts something. */
const MAX_SIZE = 0x02000000;

/** Reads a payload front to back as Core's DataStream does: little-endian, never beyond its end. */
export class ByteReader {
  private readonly view: DataView;
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Bytes from the beginning of the payload. */
  get offset(): number {
    return this.at;
  }

  get remaining(): number {
    return this.bytes.length - this.at;
  }

  u8(): number {
    return this.view.getUint8(this.take(1));
  }

  u16(): number {
    return this.view.getUint16(this.take(2), true);
  }

  /** Big-endian, as ports are. */
  u16be(): number {
    return this.view.getUint16(this.take(2), false);
  }

  u32(): number {
    return this.view.getUint32(this.take(4), true);
  }

  i32(): number {
    return this.view.getInt32(this.take(4), true);
  }

  u64(): bigint {
    return this.view.getBigUint64(this.take(8), true);
  }

  i64(): bigint {
    return this.view.getBigInt64(this.take(8), true);
  }

  /** A view, not a copy. */
  raw(length: number): Uint8Array {
    const start = this.take(length);
    return this.bytes.subarray(start, start + length);
  }

  /** ReadCompactSize of Core's serialize.h, with its range check. */
  compactSize(): number {
    const start = this.at;
    const first = this.u8();
    if (first < 0xfd) return first;
    if (first === 0xfd) return this.canonical(start, this.u16(), 0xfd);
    if (first === 0xfe) return this.canonical(start, this.u32(), 0x10000);
    const low = this.u32();
    return this.canonical(start, low + this.u32() * 2 ** 32, 2 ** 32);
  }

  /**
   * LIMITED_STRING of Core's serialize.h. Each byte becomes one character, as in a frame's strings.
   * @param limit Bytes.
   */
  limitedString(limit: number): string {
    const start = this.at;
    const length = this.compactSize();
    if (length > limit)
      throw new MalformedMessage(`a string of ${length} bytes where ${limit} are allowed`, start);
    return String.fromCharCode(...this.raw(length));
  }

  private canonical(start: number, value: number, least: number): number {
    if (value < least) throw new MalformedMessage('a CompactSize longer than it need be', start);
    if (value > MAX_SIZE) throw new MalformedMessage(`a CompactSize of ${value}`, start);
    return value;
  }

  private take(length: number): number {
    if (length > this.remaining)
      throw new MalformedMessage(
        `the payload ends after ${this.bytes.length} bytes; ${length} more are needed at ${this.at}`,
        this.at,
      );
    const start = this.at;
    this.at += length;
    return start;
  }
}
