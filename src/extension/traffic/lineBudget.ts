import { formatCount } from '../../shared/text/quantity';

/** Lets as many lines a second through as a person can follow, and counts the rest. */
export class LineBudget {
  private windowMs = -Infinity;
  private taken = 0;
  private leftOut = 0;

  constructor(private readonly linesPerSecond: number) {}

  /** Whether lines were left out that no report has mentioned. */
  get pending(): boolean {
    return this.leftOut > 0;
  }

  /**
   * Ask for a report before the first line of a batch, so that it comes before what follows.
   * @param nowMs A clock that never goes back, milliseconds.
   * @returns Whether the line may be written.
   */
  take(nowMs: number): boolean {
    if (nowMs - this.windowMs >= 1000) {
      this.windowMs = nowMs;
      this.taken = 0;
    }
    if (this.taken < this.linesPerSecond) {
      this.taken++;
      return true;
    }
    this.leftOut++;
    return false;
  }

  /** Says what was left out, once its second is over. */
  report(nowMs: number): string | undefined {
    const elapsedMs = nowMs - this.windowMs;
    if (this.leftOut === 0 || elapsedMs < 1000) return undefined;
    const rate = Math.round(((this.taken + this.leftOut) * 1000) / elapsedMs);
    const text = `… ${formatCount(this.leftOut)} messages left out (${formatCount(rate)} a second): too fast to read; the capture has them …`;
    this.leftOut = 0;
    return text;
  }
}
