import { Batcher, type Moment } from './batcher';
import type { Outbox } from './outbox';

/** Milliseconds after which what has arrived is closed in a batch. */
const INTERVAL = 200;
/** Bytes after which it is closed before that. */
const FULL = 512 * 1024;

/** What has become of the events of an agent. */
export interface AgentCounts {
  /** Events that were given to it. */
  events: number;
  /** Events that it dropped, since there was no room for them while the server took nothing. */
  dropped: number;
}

/** Takes what a trace gives, and puts it into the outbox in batches. */
export class Agent {
  readonly counts: AgentCounts = { events: 0, dropped: 0 };
  private readonly batcher: Batcher;
  private readonly timer: NodeJS.Timeout;
  /** One batch at a time is put into the outbox. */
  private last: Promise<void> = Promise.resolve();

  /** @param mostBytes Of a part that the server takes now. @param now Both clocks. */
  constructor(
    private readonly outbox: Outbox,
    private readonly mostBytes: () => number,
    private readonly now: () => Moment,
  ) {
    this.batcher = new Batcher(mostBytes());
    this.timer = setInterval(() => void this.close(), INTERVAL);
  }

  get session(): string {
    return this.batcher.session;
  }

  /** @param run Whole frames. Resolves when more may be given. */
  async take(run: Buffer): Promise<void> {
    // While a batch is put into the spool nothing may be added to it.
    await this.last;
    this.batcher.add(run);
    if (this.batcher.waiting >= FULL) await this.close();
  }

  /** The trace has ended: the last batch says so. */
  async end(): Promise<void> {
    clearInterval(this.timer);
    await this.close(true);
  }

  private close(isLast = false): Promise<void> {
    return (this.last = this.last.then(() => this.closeNow(isLast)));
  }

  private async closeNow(isLast: boolean): Promise<void> {
    const now = this.now();
    this.batcher.mostBytes = this.mostBytes();
    const batch = this.batcher.close(now, isLast);
    if (!batch) return;
    this.counts.events += batch.events;
    if (await this.outbox.offer(batch.parts, batch.bytes)) {
      this.batcher.accept(now);
      return;
    }
    this.counts.dropped += batch.events;
    this.batcher.drop();
  }
}
