/** The rows that are in view. */
export interface RowsSeen {
  first: number;
  end: number;
  /** The newest stay in view: that others are, is not where the user went. */
  follow: boolean;
}

/**
 * Whose lanes stay although they are quiet, so that those beside them stay where they are: who talked at most a
 * page away. Lanes go only when another has to come in any case, or when the user went further than a page.
 */
export class RecentLanes {
  /** Where each talked last; who did so most recently is the last. */
  private readonly talked = new Map<number, number>();
  private first = 0;
  private follow = false;
  /** The user went further than a page, where nothing is as it was. */
  isFar = false;
  /** Rows that passed while they were followed. */
  private passed = 0;

  /** @param talking Lanes of those who have rows in view. */
  see(talking: readonly number[], { first, end, follow }: RowsSeen): void {
    const { talked } = this;
    const page = Math.max(1, end - first);
    if (follow && this.follow) this.passed += first - this.first;
    this.isFar = !(follow && this.follow) && Math.abs(first - this.first) > page;
    [this.first, this.follow] = [first, follow];
    const at = first - this.passed;
    if (this.isFar || talking.some((lane) => !talked.has(lane)))
      for (const [lane, then] of talked) if (Math.abs(at - then) > page) talked.delete(lane);
    for (const lane of talking) {
      talked.delete(lane);
      talked.set(lane, at);
    }
  }

  /** Those who talked last first. */
  get lanes(): number[] {
    return [...this.talked.keys()].reverse();
  }
}
