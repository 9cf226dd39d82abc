import { MAX_PAYLOAD } from '../../shared/frames/layout';
import type { Room } from '../pcap/room';

const SMALLEST = 256;
/** Of a whole message, and a packet beside it: growing beyond that by halves would be too much. */
const USUAL = MAX_PAYLOAD + (1 << 16);

/** Bytes of which the rest has not come yet. It takes memory only for what has come. */
export class Gather {
  private buffer = Buffer.alloc(0);
  private start = 0;
  private end = 0;

  constructor(private readonly room: Room) {}

  get length(): number {
    return this.end - this.start;
  }

  /** A view that is good until the next call. */
  get bytes(): Buffer {
    return this.buffer.subarray(this.start, this.end);
  }

  /** @returns false where there is no room, and nothing was added. */
  append(bytes: Buffer): boolean {
    if (this.end + bytes.length > this.buffer.length && !this.grow(bytes.length)) return false;
    bytes.copy(this.buffer, this.end);
    this.end += bytes.length;
    return true;
  }

  /** Takes bytes away at the beginning. */
  drop(count: number): void {
    this.start += count;
    if (this.start === this.end) this.clear();
  }

  clear(): void {
    this.room.give(this.buffer.length);
    this.buffer = Buffer.alloc(0);
    this.start = 0;
    this.end = 0;
  }

  private grow(by: number): boolean {
    const { length, room } = this;
    const needed = length + by;
    if (needed <= this.buffer.length && this.start >= this.buffer.length / 2) {
      this.buffer.copy(this.buffer, 0, this.start, this.end);
    } else {
      const capacity = Math.max(SMALLEST, needed, Math.min(2 * length, USUAL));
      // Both are there for a moment.
      if (!room.take(this.buffer.length, capacity)) return false;
      const buffer = Buffer.allocUnsafeSlow(capacity);
      this.buffer.copy(buffer, 0, this.start, this.end);
      room.give(this.buffer.length);
      this.buffer = buffer;
    }
    this.start = 0;
    this.end = length;
    return true;
  }
}
