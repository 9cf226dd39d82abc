import type { TraceEvent } from '../shared/event';
import type { Tally } from './tally';

/** Where a live trace goes. */
export interface Destination {
  /** @param frames The run that holds the events. */
  take(frames: Buffer, events: TraceEvent[]): Promise<void>;
  close(): Promise<void>;
}

/** Feeds a destination until all that was wanted is there, or it fails. */
export class DestinationSink {
  /** Of the destination. What still comes is dropped, so that the trace ends in order. */
  failure: Error | undefined;
  private pending = Promise.resolve();

  constructor(
    private readonly destination: Destination,
    private readonly tally: Tally,
  ) {}

  /** Nothing more is wanted. */
  get done(): boolean {
    return this.tally.full || this.failure !== undefined;
  }

  async take(run: Buffer): Promise<void> {
    if (this.done) return;
    const { events, frames } = this.tally.take(run);
    this.pending = this.destination.take(frames, events).catch((error: unknown) => {
      this.failure = error as Error;
    });
    await this.pending;
  }

  /** Resolves when the destination has all it was given: a trace may end while it still takes. */
  settled(): Promise<void> {
    return this.pending;
  }
}
