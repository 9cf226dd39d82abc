/** Places in the message to go through one after the other, around its end. */
export class Matches<T> {
  private current: number | undefined;

  constructor(readonly all: readonly T[] = []) {}

  /** undefined before the first step. */
  get position(): number | undefined {
    return this.current;
  }

  /** @returns undefined when nothing matches. */
  step(by: 1 | -1): T | undefined {
    const { length } = this.all;
    if (length === 0) return undefined;
    const before = by > 0 ? -1 : length;
    this.current = ((this.current ?? before) + by + length) % length;
    return this.all[this.current];
  }
}
