import { eventsOf, type TraceEvent } from '../shared/events/event';
import type { Tally } from './tally';

/** Where a live trace goes. */
export interface Destination {
  /** How many of the messages that it was given are out for good. */
  readonly delivered: number;
  /** How the other messages are called: `not delivered`. */
  readonly missed: string;
  /** Whom or what it waits for: `the reader of the output`. */
  readonly waitsFor: string;
  /** The probes are attached, and everything is said. */
  begin?(): Promise<void>;
  /** One of several processes has ended. */
  nodeEnded?(pid: number): void;
  /** @param frames The run that holds the events. */
  take(frames: Buffer, events: TraceEvent[]): Promise<void>;
  /** @param lostAtEnd Events that were lost after the last one. */
  close(lostAtEnd: number): Promise<void>;
}

/** Feeds a destination until it has everything requested, it fails, or nobody waits for it any more. */
export class DestinationSink {
  /** Why the destination failed. What still comes is counted and dropped, so that the trace ends in order. */
  failure: Error | undefined;
  /** The destination has not taken all that it was given. */
  busy = false;
  private dropping = false;
  private pending = Promise.resolve();
  private readonly dropped: Promise<void>;
  private onDropped!: () => void;

  constructor(
    private readonly destination: Destination,
    private readonly tally: Tally,
  ) {
    this.dropped = new Promise((resolve) => (this.onDropped = resolve));
  }

  /** Nothing more is wanted. */
  get done(): boolean {
    return this.tally.full || this.failure !== undefined;
  }

  /** Messages that have arrived and are not out. */
  get waiting(): number {
    return this.tally.messages - this.destination.delivered;
  }

  async take(run: Buffer): Promise<void> {
    if (this.tally.full) return;
    const { events, frames } = this.tally.take(run);
    if (this.dropping || this.failure) return;
    this.give(frames, events);
    await this.settled();
  }

  /** Adds frames that are not messages, though all wanted ones are there: who the processes are. */
  async append(frames: Buffer): Promise<void> {
    if (frames.length === 0 || this.dropping || this.failure) return;
    await this.settled();
    this.give(frames, [...eventsOf(frames)]);
    await this.settled();
  }

  /** From now on nothing waits for the destination: what it has not taken is only counted. */
  drop(): void {
    this.dropping = true;
    this.onDropped();
  }

  private give(frames: Buffer, events: TraceEvent[]): void {
    this.busy = true;
    this.pending = this.destination
      .take(frames, events)
      .catch((error: unknown) => {
        this.failure = error as Error;
      })
      .finally(() => (this.busy = false));
  }

  /** Resolves when the destination has taken all that it was given, which may be after the trace has ended. */
  settled(): Promise<void> {
    return Promise.race([this.pending, this.dropped]);
  }
}
