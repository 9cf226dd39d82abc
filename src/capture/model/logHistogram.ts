/** Parts of each power of two. */
const PARTS = 32;
/** Of values up to 2^53. */
const POWERS = 54;

/**
 * The distribution of whole numbers that are not negative, in 7 kB however many there are: each power of
 * two is cut into 32 equal parts. What it says of a percentile is off by at most a 64th (1.6 %).
 */
export class LogHistogram {
  count = 0;
  private readonly counts = new Uint32Array(PARTS * POWERS);

  add(value: number): void {
    this.counts[partOf(Math.min(Math.max(0, Math.floor(value)), Number.MAX_SAFE_INTEGER))]!++;
    this.count++;
  }

  /**
   * @param share 0.5 is the median.
   * @returns The value that this share of all is not above; undefined where there are none.
   */
  percentile(share: number): number | undefined {
    if (this.count === 0) return undefined;
    let left = Math.max(1, Math.ceil(share * this.count));
    for (const [part, count] of this.counts.entries()) {
      left -= count;
      if (left <= 0) return middleOf(part);
    }
    return undefined;
  }
}

/** Numbers below twice PARTS have a part each. */
function partOf(value: number): number {
  if (value < PARTS) return value;
  const power = Math.floor(Math.log2(value));
  const low = 2 ** power;
  // Rounding may take log2 to the next power.
  if (low > value) return partOfPower(power - 1, value);
  return partOfPower(power, value);
}

function partOfPower(power: number, value: number): number {
  const first = (power - Math.log2(PARTS) + 1) * PARTS;
  return first + Math.floor((value / 2 ** power - 1) * PARTS);
}

function middleOf(part: number): number {
  if (part < 2 * PARTS) return part;
  const width = 2 ** (Math.floor(part / PARTS) - 1);
  const low = (PARTS + (part % PARTS)) * width;
  return low + (width - 1) / 2;
}
