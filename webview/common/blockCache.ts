/**
 * Items of a long list that arrive in blocks on request. Remembers what was asked for, asks for no
 * block twice, and forgets the blocks that were not in view for longest.
 */
export class BlockCache<T> {
  /** By block number; in order of use, the latest last. Shorter than a block: more may come. */
  private readonly blocks = new Map<number, ArrayLike<T>>();
  /** Blocks that are to be asked for again, though there is something to show meanwhile. */
  private readonly stale = new Set<number>();
  /** Requested blocks, with the length that the answer will have. */
  private readonly asked = new Map<number, number>();

  constructor(
    readonly blockSize: number,
    private readonly maxBlocks: number,
    /** Requests that may be unanswered; what is wanted beyond them must be wanted again. */
    private readonly maxAsked: number,
    private readonly request: (from: number, to: number) => void,
  ) {}

  get(index: number): T | undefined {
    return this.blocks.get(Math.floor(index / this.blockSize))?.[index % this.blockSize];
  }

  /** Asks for what is missing of the items [from, to) of `length`. */
  want(from: number, to: number, length: number): void {
    if (to <= from) return;
    for (let block = Math.floor(from / this.blockSize); block * this.blockSize < to; block++) {
      const start = block * this.blockSize;
      const size = Math.min(this.blockSize, length - start);
      const have = this.blocks.get(block);
      if (have) {
        this.blocks.delete(block);
        this.blocks.set(block, have);
      }
      const enough = (have?.length ?? 0) >= size && !this.stale.has(block);
      if (enough || (this.asked.get(block) ?? 0) >= size) continue;
      if (this.asked.size >= this.maxAsked && !this.asked.has(block)) return;
      this.stale.delete(block);
      this.asked.set(block, size);
      this.request(start, start + size);
    }
  }

  /** An answer; `from` begins a block. */
  put(from: number, items: ArrayLike<T>): void {
    const block = Math.floor(from / this.blockSize);
    if (items.length >= (this.asked.get(block) ?? 0)) this.asked.delete(block);
    if (items.length < (this.blocks.get(block)?.length ?? 0)) return;
    this.blocks.delete(block);
    this.blocks.set(block, items);
    for (const oldest of this.blocks.keys()) {
      if (this.blocks.size <= this.maxBlocks) break;
      this.blocks.delete(oldest);
    }
  }

  /** What is there may have changed: it is asked for again when it is wanted. */
  refresh(): void {
    for (const block of this.blocks.keys()) this.stale.add(block);
  }

  clear(): void {
    this.stale.clear();
    this.blocks.clear();
    this.asked.clear();
  }
}
