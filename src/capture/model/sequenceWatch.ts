/** Events of several processors may overtake each other by so many. */
const MOST_OVERTAKEN = 256;
/** Numbers that are waited for at a time. */
const MOST_MISSING = 16;

/** What the number of an event says about those before it. */
export type Missing = 'none' | 'some' | 'lost';

/**
 * Watches the sequence numbers of a trace: one that is passed over is of an event that comes a little later, was left
 * out when the capture was saved, or is lost.
 */
export class SequenceWatch {
  private highest = 0;
  private readonly missing = new Set<number>();
  private passed = 0;

  /** @returns `some` while numbers are missing that may still come; `lost` once, where they do not. */
  next(sequence: number): Missing {
    const { highest, missing } = this;
    const isFirst = highest === 0;
    // Another trace begins, or its source does not number what it gives.
    if (isFirst || sequence < highest - MOST_OVERTAKEN) return this.begin(sequence, isFirst);
    if (sequence <= highest) missing.delete(sequence);
    else if (sequence - highest - 1 + missing.size > MOST_MISSING)
      return this.begin(sequence, false);
    else {
      if (missing.size === 0) this.passed = 0;
      for (let number = highest + 1; number < sequence; number++) missing.add(number);
      this.highest = sequence;
    }
    if (missing.size === 0) return 'none';
    return ++this.passed > MOST_OVERTAKEN ? this.begin(this.highest, false) : 'some';
  }

  private begin(sequence: number, isFirst: boolean): Missing {
    this.highest = sequence;
    this.missing.clear();
    return isFirst ? 'none' : 'lost';
  }
}
