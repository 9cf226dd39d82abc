import { LimitedMap } from '../../src/shared/limitedMap';

/** Items that were answered. */
interface Block<T> {
  items: ArrayLike<T>;
  /** How many were asked for: a shorter answer is not asked for again before more are wanted. */
  asked: number;
}

/**
 * Items of a long list that arrive in blocks on request. Remembers what was asked for, asks for no
 * block twice, and forgets the blocks that were not in view for longest.
 */
export class BlockCache<T> {
  /** Blocks by number, in order of use, the latest last. */
  private readonly blocks: LimitedMap<number, Block<T>>;
  /** Blocks to be requested again; their old content is shown meanwhile. */
  private readonly stale = new Set<number>();
  /** Requested blocks, with the length that the answer will have. */
  private asked = new Map<number, number>();

  constructor(
    readonly blockSize: number,
    maxBlocks: number,
    /** Requests that may be unanswered; what is wanted beyond them must be wanted again. */
    private readonly maxAsked: number,
    /** Resolves with the items [from, to), or undefined where they are not to be had; never rejects. */
    private readonly request: (from: number, to: number) => Promise<ArrayLike<T> | undefined>,
    /** The items are there to be drawn. */
    private readonly onArrived: (from: number, items: ArrayLike<T>) => void,
  ) {
    this.blocks = new LimitedMap(maxBlocks);
  }

  get(index: number): T | undefined {
    return this.blocks.get(Math.floor(index / this.blockSize))?.items[index % this.blockSize];
  }

  /** Asks for what is missing of the items [from, to) of `length`. */
  want(from: number, to: number, length: number): void {
    if (to <= from) return;
    for (let block = Math.floor(from / this.blockSize); block * this.blockSize < to; block++) {
      const start = block * this.blockSize;
      const size = Math.min(this.blockSize, length - start);
      const have = this.blocks.get(block);
      if (have) this.blocks.set(block, have);
      const enough = (have?.asked ?? 0) >= size && !this.stale.has(block);
      if (enough || (this.asked.get(block) ?? 0) >= size) continue;
      if (this.asked.size >= this.maxAsked && !this.asked.has(block)) return;
      this.stale.delete(block);
      void this.ask(block, size);
    }
  }

  /** @param from A multiple of the size of a block: of these items, the first was not asked for. */
  give(from: number, items: readonly T[]): void {
    for (let at = 0; at < items.length; at += this.blockSize) {
      const block = items.slice(at, at + this.blockSize);
      this.blocks.set((from + at) / this.blockSize, { items: block, asked: block.length });
    }
  }

  /** What is there may have changed: it is asked for again when it is wanted. */
  refresh(): void {
    for (const block of this.blocks.keys()) this.stale.add(block);
  }

  /** Forgets all; answers that are still to come are dropped. */
  clear(): void {
    this.stale.clear();
    this.blocks.clear();
    this.asked = new Map();
  }

  private async ask(block: number, size: number): Promise<void> {
    const { asked } = this;
    const start = block * this.blockSize;
    asked.set(block, size);
    const items = await this.request(start, start + size);
    if (asked !== this.asked) return;
    if (asked.get(block) === size) asked.delete(block);
    if (items) this.put(block, { items, asked: size });
  }

  private put(block: number, answer: Block<T>): void {
    // An answer that was overtaken by that to a longer request.
    if (answer.asked < (this.blocks.get(block)?.asked ?? 0)) return;
    this.blocks.set(block, answer);
    this.onArrived(block * this.blockSize, answer.items);
  }
}
