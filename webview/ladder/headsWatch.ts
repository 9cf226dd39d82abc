import type { Heads } from '../../src/shared/webview/ladderProtocol';

/** Milliseconds for which scrolling rests before the lanes are those of other rows … */
const REST_MS = 150;
/** … and those after which they are, though it goes on, unless it is so fast that nobody can see whose rows they are. */
const MOST_MS = 1000;
/** Pages a second. */
const TOO_FAST = 2;

/** Asks whose lanes are in view. */
export class HeadsWatch {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private since = 0;
  /** The first row in view then. */
  private sinceFirst = 0;
  private first = 0;
  private end = 0;
  private asked = '';

  constructor(
    private readonly ask: (from: number, to: number) => Promise<Heads | undefined>,
    private readonly onHeads: (heads: Heads) => void,
  ) {}

  /** Another view: what was asked for is void. */
  clear(): void {
    this.asked = '';
    this.since = 0;
  }

  /** Rows [first, end) are in view. @param passing The user drags through the list, and looks at no row yet. */
  see(first: number, end: number, passing: boolean): void {
    if (first === this.first && end === this.end && this.asked !== '') return;
    [this.first, this.end] = [first, end];
    if (end === first) return;
    clearTimeout(this.timer);
    const now = performance.now();
    if (this.since === 0) {
      this.since = this.asked === '' ? -Infinity : now;
      this.sinceFirst = first;
    }
    const waited = now - this.since;
    const pages = Math.abs(first - this.sinceFirst) / (end - first);
    const isFast = passing || pages * 1000 > TOO_FAST * waited;
    const late = waited >= MOST_MS && !isFast;
    // From then on it counts how fast it is now.
    if (waited >= MOST_MS && isFast) [this.since, this.sinceFirst] = [now, first];
    this.timer = setTimeout(() => void this.request(), late ? 0 : REST_MS);
  }

  private async request(): Promise<void> {
    this.since = 0;
    const page = Math.max(1, this.end - this.first);
    // By parts of a page, so that a few rows more or less ask for nothing new.
    const step = Math.max(1, Math.floor(page / 5));
    const from = Math.floor(this.first / step) * step;
    const to = Math.ceil(this.end / step) * step;
    const asked = `${from}-${to}`;
    if (asked === this.asked) return;
    this.asked = asked;
    const heads = await this.ask(from, to);
    if (asked !== this.asked) return;
    if (heads) this.onHeads(heads);
    // It failed: the same rows may be asked about again.
    else this.asked = '';
  }
}
