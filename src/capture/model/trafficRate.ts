/** Seconds that the rates of a running trace are of, besides the one that has begun: the same wherever one is shown. */
export const RATE_SECONDS = 5;

interface Sample {
  atMs: number;
  messages: number;
  bytes: number;
}

/** Messages and bytes a second over the last seconds, from totals that are looked at now and then. */
export class TrafficRate {
  private samples: Sample[] = [];

  /** @param windowMs How far back it looks. */
  constructor(private readonly windowMs = RATE_SECONDS * 1000) {}

  /**
   * @param atMs A clock that never goes back, milliseconds.
   * @param messages Totals since the beginning.
   * @returns Per second, since the last sample that is a whole window old; 0 at the first.
   */
  sample(atMs: number, messages: number, bytes: number): { messages: number; bytes: number } {
    this.samples.push({ atMs, messages, bytes });
    while (this.samples[1] && this.samples[1].atMs <= atMs - this.windowMs) this.samples.shift();
    const oldest = this.samples[0]!;
    const seconds = (atMs - oldest.atMs) / 1000;
    if (seconds <= 0) return { messages: 0, bytes: 0 };
    return {
      messages: (messages - oldest.messages) / seconds,
      bytes: (bytes - oldest.bytes) / seconds,
    };
  }
}
