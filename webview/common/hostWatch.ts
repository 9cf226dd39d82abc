/** How long an answer may take, milliseconds: VS Code’s extensions share one process. */
const PATIENCE_MS = 5000;
/** How often the host is asked although the user does nothing, milliseconds. */
const PERIOD_MS = 5000;
/** So often in a row it must have been silent: a machine that was asleep finds its clock far ahead. */
const MOST_SILENT = 2;

/**
 * Notices that the extension host does not answer any more, as after it was killed: then the page is a picture
 * of which no click does anything. Every sign of life ends that.
 */
export class HostWatch {
  private silent = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private gone = false;

  /**
   * @param ping Asks the host for a sign of life.
   * @param onChange Whether it seems to be gone.
   * @param patience For tests.
   */
  constructor(
    private readonly ping: () => void,
    private readonly onChange: (gone: boolean) => void,
    private readonly patience = PATIENCE_MS,
  ) {}

  /** Asks from time to time, too. */
  start(): void {
    setInterval(() => this.sent(), PERIOD_MS);
  }

  /** Something was sent to the host: it is expected to live. */
  sent(): void {
    if (this.timer === undefined) this.ask();
  }

  /** Something came from it. */
  heard(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.silent = 0;
    this.tell(false);
  }

  private ask(): void {
    this.timer = setTimeout(() => {
      if (++this.silent >= MOST_SILENT) this.tell(true);
      this.ask();
    }, this.patience);
    this.ping();
  }

  private tell(gone: boolean): void {
    if (gone === this.gone) return;
    this.gone = gone;
    this.onChange(gone);
  }
}
