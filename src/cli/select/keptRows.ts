/** Rows between two sums. */
const STEP = 4096;

/** Which rows of a source were kept, and which numbers they have then: a bit and some for each. */
export class KeptRows {
  private bits = new Uint8Array(STEP / 8);
  /** Kept rows before each multiple of STEP. */
  private readonly sums: number[] = [];
  private first: number | undefined;
  private count = 0;
  private keptCount = 0;
  /** Kept rows that are messages. */
  private messageCount = 0;

  /** How many there were, and how many of them are kept. */
  get seen(): number {
    return this.count;
  }

  get kept(): number {
    return this.keptCount;
  }

  /** How many of those that are kept are messages. */
  get messages(): number {
    return this.messageCount;
  }

  /** How many were left out. */
  get dropped(): number {
    return this.count - this.keptCount;
  }

  /** @param row The next one. */
  add(row: number, isKept: boolean, isMessage: boolean): void {
    this.first ??= row;
    if (this.count % STEP === 0) this.sums.push(this.keptCount);
    if (this.count >= this.bits.length * 8) {
      const grown = new Uint8Array(this.bits.length * 2);
      grown.set(this.bits);
      this.bits = grown;
    }
    if (isKept) {
      this.bits[this.count >>> 3]! |= 1 << (this.count & 7);
      this.keptCount++;
      if (isMessage) this.messageCount++;
    }
    this.count++;
  }

  /** Of the source's numbers. */
  isKept(row: number): boolean {
    const position = row - (this.first ?? row);
    return position >= 0 && position < this.count && this.has(position);
  }

  /** The number that a row has now; undefined where it was left out. */
  numberOf(row: number): number | undefined {
    if (!this.isKept(row)) return undefined;
    const position = row - this.first!;
    let rank = this.sums[Math.floor(position / STEP)]!;
    for (let i = position - (position % STEP); i < position; i++) if (this.has(i)) rank++;
    return this.first! + rank;
  }

  private has(position: number): boolean {
    return (this.bits[position >>> 3]! & (1 << (position & 7))) !== 0;
  }
}
