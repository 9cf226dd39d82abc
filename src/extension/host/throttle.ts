import type { Disposable } from '../../shared/disposable';

/** Runs `work` soon after `trigger`, at most once in a period, and always after the last trigger. */
export class Throttle implements Disposable {
  private timer: NodeJS.Timeout | undefined;
  private disposed = false;

  /** @param periodMs Asked for at each trigger, as it may depend on how much there is to do. */
  constructor(
    private readonly periodMs: () => number,
    private readonly work: () => void,
  ) {}

  trigger(): void {
    if (this.disposed || this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.work();
    }, this.periodMs());
  }

  dispose(): void {
    this.disposed = true;
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
