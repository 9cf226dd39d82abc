import type { Payload } from './payload';

/** Where Core would stop reading a payload, and why. */
export interface Failure {
  /** Bytes from the beginning of the payload. */
  offset: number;
  /** The reason in Core's words, where it has any. */
  reason: string;
  /** The captured bytes end here; Core had more. */
  cut?: true;
}

/** MAX_SIZE of Core's serialize.h: the largest CompactSize that counts something. */
const MAX_SIZE = 0x02000000;

/**
 * Reads a payload front to back as Core's DataStream does: little-endian, never beyond its end. It
 * never throws: after the first failure nothing remains, and every further read yields 0.
 */
export class ByteReader {
  failure: Failure | undefined;
  private limit: number;

  constructor(
    readonly payload: Payload,
    /** Bytes from the beginning of the payload. */
    public offset = 0,
    end = payload.bytes.length,
  ) {
    this.limit = end;
  }

  get remaining(): number {
    return this.limit - this.offset;
  }

  fail(reason: string, offset = this.offset): void {
    this.failure ??= { offset, reason };
    this.limit = this.offset;
  }

  /** @returns where `length` bytes begin that were there to take, or -1. */
  take(length: number): number {
    if (length > this.limit - this.offset) {
      this.failAtEnd(length);
      return -1;
    }
    const start = this.offset;
    this.offset += length;
    return start;
  }

  /** The byte that would be read next; undefined at the end. */
  peek(): number | undefined {
    return this.remaining > 0 ? this.payload.bytes[this.offset] : undefined;
  }

  u8(): number {
    const at = this.take(1);
    return at < 0 ? 0 : this.payload.bytes[at]!;
  }

  /** ReadCompactSize of Core's serialize.h, with its range check. */
  compactSize(): number {
    const start = this.offset;
    const value = this.looseCompactSize();
    if (value > MAX_SIZE) {
      this.refuse('ReadCompactSize(): size too large', start);
      return 0;
    }
    return value;
  }

  /** ReadCompactSize without the range check; exact up to 2^53 only. */
  looseCompactSize(): number {
    const first = this.peek() ?? 0;
    if (first < 0xfd) return this.u8();
    const width = widthAfter(first);
    const start = this.take(1 + width);
    if (start < 0) return 0;
    const value = this.number(start + 1, width);
    if (value < LEAST[width]) this.refuse('non-canonical ReadCompactSize()', start);
    return this.failure ? 0 : value;
  }

  private number(at: number, width: 2 | 4 | 8): number {
    const { view } = this.payload;
    if (width === 2) return view.getUint16(at, true);
    const low = view.getUint32(at, true);
    return width === 4 ? low : low + view.getUint32(at + 4, true) * 2 ** 32;
  }

  /** Fails with the bytes from `start` on unread. */
  private refuse(reason: string, start: number): void {
    this.offset = start;
    this.fail(reason);
  }

  private failAtEnd(length: number): void {
    const { payload, remaining } = this;
    if (this.failure) return;
    const missing = `${length} bytes are needed, ${remaining} remain`;
    const atEnd = this.limit === payload.bytes.length;
    if (atEnd && payload.size > payload.bytes.length) {
      this.fail(`the captured bytes end here: ${missing}`);
      this.failure!.cut = true;
    } else this.fail(`end of data: ${missing}`);
  }
}

/** The least value that needs this many bytes after the first. */
const LEAST = { 2: 0xfd, 4: 0x10000, 8: 2 ** 32 };

/** How many bytes follow the first, which is 0xfd or more. */
function widthAfter(first: number): 2 | 4 | 8 {
  if (first === 0xfd) return 2;
  return first === 0xfe ? 4 : 8;
}
