import { HASH_BYTES } from '../sizes';

/** Blocks whose height is remembered, of those that were connected last: twice as many take about 2 MB. */
const LEAST = 8192;

/** Heights of blocks, as nodes told when they connected them: a block has one height, whichever node tells. */
export class Heights {
  private recent = new Map<string, number>();
  private earlier = new Map<string, number>();

  /** @param hash Has its bytes at `at`. */
  learn(hash: Uint8Array, at: number, height: number): void {
    this.recent.set(keyOf(hash, at), height);
    if (this.recent.size < LEAST) return;
    this.earlier = this.recent;
    this.recent = new Map();
  }

  /** @returns undefined where it is not known. */
  of(hash: Uint8Array, at: number): number | undefined {
    const key = keyOf(hash, at);
    return this.recent.get(key) ?? this.earlier.get(key);
  }
}

function keyOf(hash: Uint8Array, at: number): string {
  return String.fromCharCode(...hash.subarray(at, at + HASH_BYTES));
}
