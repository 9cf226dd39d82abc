/** Sums of one thing, by bucket. */
export type Sums = Float64Array;

/**
 * What is to happen when a time comes that no bucket is left for. `widen`: neighbours are added up, and
 * all buckets are twice as wide, so that they cover everything there ever was. `slide`: the oldest half is
 * forgotten, and buckets keep their width.
 */
export type WhenFull = 'widen' | 'slide';

/** Buckets by which a time may be before the first that is kept: processors are not in order. */
const DISORDER = 2;

/**
 * Sums over time in a fixed number of buckets, all of one width. Whatever times a stranger's file has,
 * memory stays as it is and a time that is far ahead costs at most some fifty doublings, once.
 */
export class TimeBuckets {
  /** Nanoseconds that a bucket covers. */
  widthNs: number;
  /** Where the first bucket begins, a multiple of the width; undefined while there is none. */
  startNs: number | undefined;
  /** Buckets that are in use: [0, length). */
  length = 0;
  private readonly sums: Sums[] = [];

  constructor(
    private readonly most: number,
    widthNs: number,
    private readonly whenFull: WhenFull,
  ) {
    this.widthNs = widthNs;
  }

  /** A further thing to sum up: add to `[bucket]` of it what `at` returns. */
  column(): Sums {
    const sums = new Float64Array(this.most);
    this.sums.push(sums);
    return sums;
  }

  /** @returns The bucket of a time, or -1 for one that is forgotten. A time before the first goes there. */
  at(timeNs: number): number {
    const { startNs, widthNs } = this;
    if (startNs === undefined) {
      this.startNs = Math.floor(timeNs / widthNs) * widthNs;
      this.length = 1;
      return 0;
    }
    let bucket = Math.floor((timeNs - startNs) / widthNs);
    if (bucket < 0) return this.whenFull === 'slide' && bucket < -DISORDER ? -1 : 0;
    if (bucket >= this.most) {
      if (this.whenFull === 'slide') this.slideTo(bucket);
      else while (Math.floor((timeNs - this.startNs!) / this.widthNs) >= this.most) this.widen();
      bucket = Math.floor((timeNs - this.startNs!) / this.widthNs);
    }
    if (bucket >= this.length) this.length = bucket + 1;
    return bucket;
  }

  private widen(): void {
    const width = this.widthNs * 2;
    const start = Math.floor(this.startNs! / width) * width;
    // The first bucket may be the second half of a wide one.
    const shift = start < this.startNs! ? 1 : 0;
    const length = Math.ceil((this.length + shift) / 2);
    for (const sums of this.sums) {
      for (let i = 0; i < length; i++)
        sums[i] = (sums[2 * i - shift] ?? 0) + (sums[2 * i + 1 - shift] ?? 0);
      sums.fill(0, length);
    }
    this.widthNs = width;
    this.startNs = start;
    this.length = length;
  }

  /** Makes room for half as many again, so that it is seldom done. */
  private slideTo(bucket: number): void {
    const by = bucket - Math.floor(this.most / 2);
    for (const sums of this.sums) {
      sums.copyWithin(0, by);
      sums.fill(0, Math.max(0, this.most - by));
    }
    this.startNs! += by * this.widthNs;
    this.length = Math.max(0, this.length - by);
  }
}
