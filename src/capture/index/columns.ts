/** Rows of one chunk: growth allocates a chunk, and never copies the rows that are there. */
export const CHUNK_BITS = 16;
export const CHUNK_ROWS = 1 << CHUNK_BITS;
export const CHUNK_MASK = CHUNK_ROWS - 1;

/** The columns of CHUNK_ROWS events: 36 bytes each, no object and no string. */
export class EventChunk {
  /** CLOCK_MONOTONIC, nanoseconds. */
  readonly timeNs = new Float64Array(CHUNK_ROWS);
  /** Where the frame begins in the capture: see CaptureFile. */
  readonly offset = new Float64Array(CHUNK_ROWS);
  readonly size = new Uint32Array(CHUNK_ROWS);
  readonly captured = new Uint32Array(CHUNK_ROWS);
  readonly lostBefore = new Uint32Array(CHUNK_ROWS);
  readonly peer = new Uint32Array(CHUNK_ROWS);
  /** An id of MessageTypeTable; 0, the empty name, for events that are not messages. */
  readonly messageType = new Uint16Array(CHUNK_ROWS);
  readonly kind = new Uint8Array(CHUNK_ROWS);
  /** {@link EventFlag}s, and LONG_ADDRESS. */
  readonly flags = new Uint8Array(CHUNK_ROWS);
}

/** A growable list of numbers, of which the first may be dropped; positions stay as they are. */
class NumberList<A extends Uint32Array | Float64Array> {
  private readonly chunks: (A | undefined)[] = [];
  private count = 0;
  private dropped = 0;

  constructor(private readonly makeChunk: () => A) {}

  /** The position after the last. */
  get length(): number {
    return this.count;
  }

  /** The first position that is there. */
  get first(): number {
    return this.dropped;
  }

  /** @returns undefined beyond the end, and for what was dropped. */
  at(i: number): number | undefined {
    return i < this.count && i >= this.dropped
      ? this.chunks[i >>> CHUNK_BITS]?.[i & CHUNK_MASK]
      : undefined;
  }

  push(value: number): void {
    const within = this.count & CHUNK_MASK;
    if (within === 0) this.chunks.push(this.makeChunk());
    this.chunks[this.count >>> CHUNK_BITS]![within] = value;
    this.count++;
  }

  /** The list must not be empty. */
  replaceLast(value: number): void {
    const last = this.count - 1;
    this.chunks[last >>> CHUNK_BITS]![last & CHUNK_MASK] = value;
  }

  /** Drops the positions below this one, and frees the memory of whole chunks. */
  dropBefore(position: number): void {
    const from = this.dropped >>> CHUNK_BITS;
    this.dropped = Math.max(this.dropped, Math.min(position, this.count));
    this.chunks.fill(undefined, from, this.dropped >>> CHUNK_BITS);
  }

  /** @returns The first position whose value is not below `value`; the list must ascend. */
  lowerBound(value: number): number {
    let low = this.dropped;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.at(middle)! < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** A list of 32-bit numbers. */
export class Uint32List extends NumberList<Uint32Array> {
  constructor() {
    super(() => new Uint32Array(CHUNK_ROWS));
  }
}

/** A list of numbers up to 2^53. */
export class Float64List extends NumberList<Float64Array> {
  constructor() {
    super(() => new Float64Array(CHUNK_ROWS));
  }
}
