import type { Disposable } from '../../shared/disposable';

/** Messages a second above which looking for answers and findings would take more than a tenth of a core. */
export const FASTEST_ANSWERS = 4_000;
/** Of that, what they must fall below before it goes on. */
const CALM = 0.8;

/**
 * Has the answers and findings of a capture looked for while somebody wants to know, but not while messages come
 * too fast for it: those of then are looked at after.
 */
export class AnswerWatch implements Disposable {
  private watching: readonly Disposable[] = [];
  private fast = false;

  private readonly scans: readonly { watch(): Disposable }[];

  /** @param scans Each looks until what it returns is disposed of. */
  constructor(...scans: readonly { watch(): Disposable }[]) {
    this.scans = scans;
  }

  /** They come too fast: what is counted is of before. */
  get waits(): boolean {
    return this.fast;
  }

  /** @param rate Messages a second that a trace receives; 0 of a capture. */
  want(rate: number): void {
    this.fast = rate > FASTEST_ANSWERS * (this.fast ? CALM : 1);
    if (this.fast) this.dispose();
    else if (this.watching.length === 0) this.watching = this.scans.map((scan) => scan.watch());
  }

  /** Nobody wants to know. */
  dispose(): void {
    for (const each of this.watching) each.dispose();
    this.watching = [];
  }
}
