const NS_PER_MS = 1e6;

/** What the time is by the clock of a capture, which also goes on while nothing arrives. */
export class LiveClock {
  private latestNs = -1;
  private atMs = 0;

  /**
   * @param latestNs CLOCK_MONOTONIC of the latest event.
   * @param nowMs A clock of this process that never goes back.
   * @returns Whole nanoseconds.
   */
  now(latestNs: number, nowMs: number): number {
    if (latestNs > this.latestNs) {
      this.latestNs = latestNs;
      this.atMs = nowMs;
    }
    return this.latestNs + Math.round((nowMs - this.atMs) * NS_PER_MS);
  }
}
