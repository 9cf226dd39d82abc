/** Bytes that may wait for the disk before `room` makes the sender wait. */
const BACKLOG = 16 * 1024 * 1024;

interface Waiter {
  until: number;
  resolve(): void;
  reject(error: Error): void;
}

/**
 * A stream of bytes on its way to the disk: pieces that came while others were written go together.
 * Positions count bytes from the beginning of the stream.
 */
export class WriteQueue<T extends { readonly bytes: Buffer }> {
  private pending: T[] = [];
  private waiters: Waiter[] = [];
  private taken = 0;
  private settledTo = 0;
  private writing = false;
  private error: Error | undefined;

  /** @param write What it throws ends the queue. */
  constructor(private readonly write: (batch: T[]) => Promise<void>) {}

  /** How far the stream reaches, with what is not yet on the disk. */
  get length(): number {
    return this.taken;
  }

  /** Why it ended. */
  get failure(): Error | undefined {
    return this.error;
  }

  /** Nothing waits or is being written. */
  get idle(): boolean {
    return !this.writing;
  }

  push(piece: T): void {
    this.pending.push(piece);
    this.taken += piece.bytes.length;
    if (!this.writing) void this.run();
  }

  /** Bytes of the stream that nobody writes. Only while idle. */
  skip(length: number): void {
    this.settledTo = this.taken += length;
  }

  /** Nobody will write what waits. */
  discard(): void {
    this.pending = [];
  }

  /** Resolves when more may be pushed. @throws The failure. */
  room(): Promise<void> {
    return this.settled(this.taken - BACKLOG);
  }

  /** Resolves when everything is written, or never will be. @throws The failure. */
  flush(): Promise<void> {
    return this.settled(this.taken);
  }

  /** Like {@link flush}, but only up to a position. */
  settled(until: number): Promise<void> {
    if (this.settledTo >= until) return Promise.resolve();
    if (this.error) return Promise.reject(this.error);
    return new Promise((resolve, reject) => this.waiters.push({ until, resolve, reject }));
  }

  private async run(): Promise<void> {
    this.writing = true;
    try {
      while (this.pending.length > 0) {
        const batch = this.pending;
        this.pending = [];
        await this.write(batch);
        this.settle(this.taken - bytesOf(this.pending));
      }
    } catch (error) {
      this.error = error as Error;
      this.pending = [];
      for (const waiter of this.waiters) waiter.reject(this.error);
      this.waiters = [];
    }
    this.writing = false;
  }

  private settle(to: number): void {
    this.settledTo = to;
    const ready = this.waiters.filter((waiter) => waiter.until <= to);
    this.waiters = this.waiters.filter((waiter) => waiter.until > to);
    for (const waiter of ready) waiter.resolve();
  }
}

function bytesOf(pieces: readonly { bytes: Buffer }[]): number {
  return pieces.reduce((sum, { bytes }) => sum + bytes.length, 0);
}
