/** Rows of one chunk: growth allocates a chunk, and never copies the rows that are there. */
export const CHUNK_BITS = 16;
export const CHUNK_ROWS = 1 << CHUNK_BITS;
export const CHUNK_MASK = CHUNK_ROWS - 1;

/** The columns of CHUNK_ROWS events: 36 bytes each, no object and no string. */
export class EventChunk {
  /** CLOCK_MONOTONIC, nanoseconds. */
  readonly timeNs = new Float64Array(CHUNK_ROWS);
  /** Where the frame begins in the file. */
  readonly offset = new Float64Array(CHUNK_ROWS);
  readonly size = new Uint32Array(CHUNK_ROWS);
  readonly captured = new Uint32Array(CHUNK_ROWS);
  readonly lostBefore = new Uint32Array(CHUNK_ROWS);
  readonly peer = new Uint32Array(CHUNK_ROWS);
  /** An id of MessageTypeTable; 0, the empty name, for events that are no messages. */
  readonly messageType = new Uint16Array(CHUNK_ROWS);
  readonly kind = new Uint8Array(CHUNK_ROWS);
  /** {@link EventFlag}s, and LONG_ADDRESS. */
  readonly flags = new Uint8Array(CHUNK_ROWS);
}

/** A growable list of 32-bit numbers. */
export class Uint32List {
  private readonly chunks: Uint32Array[] = [];
  private count = 0;

  get length(): number {
    return this.count;
  }

  /** @returns undefined beyond the end. */
  at(i: number): number | undefined {
    return i < this.count ? this.chunks[i >>> CHUNK_BITS]?.[i & CHUNK_MASK] : undefined;
  }

  push(value: number): void {
    const within = this.count & CHUNK_MASK;
    if (within === 0) this.chunks.push(new Uint32Array(CHUNK_ROWS));
    this.chunks[this.count >>> CHUNK_BITS]![within] = value;
    this.count++;
  }

  /** @returns How many leading values are below `value`; the list must ascend. */
  lowerBound(value: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.at(middle)! < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
