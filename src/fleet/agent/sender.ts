import type { JetStreamClient } from '@nats-io/jetstream';
import { subjectOf } from '../wire/subjects';
import { TOPICS } from '../wire/topics';
import { decodePart, idOf } from '../wire/part';
import type { Outbox } from './outbox';
import { isTooLarge } from './uplink';

/** What is under way at a time. */
const MOST_PARTS = 64;
const MOST_BYTES = 8 * 1024 ** 2;
/** Milliseconds that the server has to acknowledge a part. */
const PATIENCE = 5000;
/** Milliseconds between attempts, growing from the first to the last. */
const FIRST_PAUSE = 250;
const LAST_PAUSE = 5000;

/** What the sender says of itself. */
export interface SenderEvents {
  /** The server takes nothing, and why; once until it does again. */
  onAway(error: Error): void;
  onBack(): void;
  /** The server will never take this part: it was set up for smaller ones after the part was cut. */
  onTooLarge(part: Buffer): void;
}

/**
 * Sends parts in their order. Some are under way at a time, and no more until the server has all of them, so that
 * parts of a batch never overtake those of another that has to be sent again.
 */
export class Sender {
  /** Resolves when the outbox is closed and empty, or `stop` was called. */
  readonly ended: Promise<void>;
  private readonly stopped = new AbortController();
  private isAway = false;
  private readonly aborted: Promise<(Error | undefined)[]>;

  constructor(
    private readonly client: Pick<JetStreamClient, 'publish'>,
    private readonly node: string,
    private readonly outbox: Outbox,
    private readonly events: SenderEvents,
  ) {
    const { signal } = this.stopped;
    this.aborted = new Promise((resolve) =>
      signal.addEventListener('abort', () => resolve([]), { once: true }),
    );
    this.ended = this.run();
  }

  /** Sends nothing more; what is under way is not waited for. */
  stop(): void {
    this.stopped.abort();
  }

  private async run(): Promise<void> {
    for (;;) {
      const parts = await this.outbox.take(MOST_PARTS, MOST_BYTES);
      if (!parts || !(await this.deliver(parts))) return;
      await this.outbox.sent();
    }
  }

  /** @returns Whether all have arrived: it was not stopped before. */
  private async deliver(parts: readonly Buffer[]): Promise<boolean> {
    let pause = FIRST_PAUSE;
    for (let left = chunksOf(parts); left.length > 0;) {
      const [chunk = []] = left;
      const failed = await this.sendAll(chunk);
      if (this.stopped.signal.aborted) return false;
      if (failed.length > 0) {
        left[0] = failed;
        await this.pause(pause);
        pause = Math.min(pause * 2, LAST_PAUSE);
        continue;
      }
      left = left.slice(1);
      pause = FIRST_PAUSE;
      if (this.isAway) this.events.onBack();
      this.isAway = false;
    }
    return true;
  }

  /** @returns Those that the server has not acknowledged. */
  private async sendAll(parts: readonly Buffer[]): Promise<Buffer[]> {
    const sent = Promise.all(parts.map((part) => this.send(part)));
    const results = await Promise.race([sent, this.aborted]);
    const failed = parts.filter((_, i) => results[i] !== undefined);
    const [error] = results.filter((result) => result !== undefined);
    if (error && !this.isAway) {
      this.isAway = true;
      this.events.onAway(error);
    }
    return failed;
  }

  /** @returns What went wrong, where it may go well later. */
  private async send(part: Buffer): Promise<Error | undefined> {
    const header = decodePart(part);
    const subject = subjectOf(this.node, TOPICS[header.topic]!);
    try {
      await this.client.publish(subject, part, { msgID: idOf(header), timeout: PATIENCE });
      return undefined;
    } catch (error) {
      if (!isTooLarge(error)) return error as Error;
      // Whoever reads it learns from what follows what is missing.
      this.events.onTooLarge(part);
      return undefined;
    }
  }

  private pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, milliseconds);
      const { signal } = this.stopped;
      function done(): void {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      }
      signal.addEventListener('abort', done);
    });
  }
}

/** A file of the spool has more parts than may be under way. */
function chunksOf(parts: readonly Buffer[]): (readonly Buffer[])[] {
  const chunks: Buffer[][] = [];
  let bytes = Infinity;
  for (const part of parts) {
    const last = chunks.at(-1);
    if (!last || last.length >= MOST_PARTS || bytes + part.length > MOST_BYTES) {
      chunks.push([part]);
      bytes = part.length;
    } else {
      last.push(part);
      bytes += part.length;
    }
  }
  return chunks;
}
