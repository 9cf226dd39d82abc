import type { Segment } from './segment';

/** Bytes of the stream that stand together in one file. */
export interface Extent {
  readonly segment: Segment;
  /** Positions in the stream; `end` is how far it is written. */
  readonly start: number;
  end: number;
  /** Where `start` is in the file; undefined until it is written. */
  at: number | undefined;
  /** Bytes that come before it in the file, and are not part of the stream. */
  readonly preamble: Buffer;
}

/** Bytes that are not in the capture any more, or never were. */
export class BytesGone extends Error {
  constructor(readonly why: 'rotated' | 'not-kept') {
    super(why);
  }
}

/** Which file holds which part of a stream. */
export class StreamMap {
  /** Oldest first; the last takes what is appended. */
  readonly segments: Segment[] = [];
  /** Takes what is appended; undefined where something else has to stand before that. */
  current: Extent | undefined;
  private readonly extents: Extent[] = [];
  /** undefined when all was deleted: then it is where the next extent begins. */
  private from: number | undefined = 0;

  /** The first offset that was not deleted with its file. */
  get start(): number {
    return this.from ?? Infinity;
  }

  /** Where the latest bytes that are in a file end. */
  get keptEnd(): number {
    // One that was begun after a write had failed holds nothing yet.
    return this.extents.findLast(({ start, end }) => end > start)?.end ?? 0;
  }

  /** Bytes of all files, with those that are not yet on the disk. */
  get size(): number {
    return this.segments.reduce((sum, { planned }) => sum + planned, 0);
  }

  get newest(): Segment {
    return this.segments.at(-1)!;
  }

  /** The stream goes on, at `start`, with the bytes of a file that is there. */
  include(segment: Segment, start: number): void {
    this.segments.push(segment);
    const end = start + segment.size;
    this.extents.push({ segment, start, end, at: 0, preamble: Buffer.alloc(0) });
  }

  /** More of the file that was included last is read. */
  grow(bytes: number): void {
    this.newest.size += bytes;
    this.newest.planned += bytes;
    this.extents.at(-1)!.end += bytes;
  }

  /** The stream goes on, at `start`, at the end of the newest file. */
  begin(start: number, preamble: Buffer): Extent {
    const segment = this.newest;
    segment.planned += preamble.length;
    this.from ??= start;
    this.current = { segment, start, end: start, at: undefined, preamble };
    this.extents.push(this.current);
    return this.current;
  }

  /** Forgets the oldest file and what it holds. */
  dropOldest(): Segment {
    const segment = this.segments.shift()!;
    segment.dropped = true;
    const kept = this.extents.findIndex((extent) => extent.segment !== segment);
    this.extents.splice(0, kept === -1 ? Infinity : kept);
    this.from = this.extents[0]?.start;
    return segment;
  }

  /** A write failed: forgets what is not in a file, and will not be. */
  abandon(): void {
    this.current = undefined;
    while (this.extents.length > 0) {
      const { segment, start, end, at, preamble } = this.extents.at(-1)!;
      if (end > start) break;
      if (at !== undefined) segment.size = at - preamble.length;
      this.extents.pop();
    }
    while (this.segments.length > 1 && !this.newest.created) this.segments.pop();
    this.newest.planned = this.newest.size;
  }

  /** @throws BytesGone */
  find(offset: number): Extent {
    if (offset < this.start) throw new BytesGone('rotated');
    let low = 0;
    let high = this.extents.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.extents[middle]!.start <= offset) low = middle + 1;
      else high = middle;
    }
    const found = this.extents[low - 1];
    if (!found || offset >= found.end) throw new BytesGone('not-kept');
    return found;
  }
}
