import type { NatsConnection, Subscription } from '@nats-io/nats-core';
import { EventFrames } from '../../capture/sources/peerObserver/eventFrames';
import { observedHello, observedNode } from '../../capture/sources/peerObserver/observedNode';
import { encodeGap } from '../../capture/store/gapFrame';
import { encodeHello, type Hello } from '../../shared/frames/hello';
import {
  EventFlag,
  FrameKind,
  GapFrameCause,
  HEADER,
  STATISTICS,
} from '../../shared/frames/layout';
import { writeFrame } from '../../shared/frames/frameWriter';
import type { TraceFilter } from '../../shared/helper/traceFilter';
import type { Sink, Source, SourceEnd } from '../../shared/source';
import { plural } from '../../shared/text/quantity';
import { connectTo, displayed, type ServerOptions, worded } from '../nats/connect';
import { orNotPermitted } from '../nats/permission';
import { passes } from '../reader/passes';
import { SUBJECTS } from './subjects';

/** Bytes of events that may wait for whoever takes them: beyond that they are dropped, and counted. */
const MOST_WAITING = 64 * 1024 ** 2;
/** Bytes of events that are handed on together, unless one has more. */
const RUN = 1024 ** 2;

/** The monotonic time at which it begins, nanoseconds: the clock of an extractor may be 30 days slow. */
const START_NS = 30 * 86_400e9;

/** An event as it came, or that some are missing here. */
type Waiting = Uint8Array | { missing: number; cause: GapFrameCause };

/**
 * Reads what an extractor of peer-observer publishes, as frames: from now on, since nobody keeps it. What is missing
 * while the server is away nobody counts, so that 1 stands for it. Its events do not say of which node they are:
 * those of several extractors on one server are taken for those of one node, as peer-observer's own tools take them.
 */
export class ObservedSource implements Source {
  readonly hello: Hello;
  readonly ended: Promise<SourceEnd>;
  private end!: (end: SourceEnd) => void;
  private readonly events = new EventFrames(START_NS);
  private readonly subscriptions: Subscription[] = [];
  private sink: Sink | undefined;
  private waiting: Waiting[] = [];
  private waitingBytes = 0;
  private missing = 0;
  private damaged = 0;
  private sequence = 0;
  private rows = 0;
  private stopping = false;
  /** Ends the wait for another event. */
  private wake: () => void = () => undefined;

  private constructor(
    private readonly connection: NatsConnection,
    private readonly server: ServerOptions,
    private readonly filter: TraceFilter,
    private readonly mostWaiting: number,
  ) {
    const now = Date.now();
    this.events.beginAt(now);
    this.hello = { ...observedHello(now, START_NS), host: displayed(server.url) };
    this.ended = new Promise((resolve) => (this.end = resolve));
  }

  /** @param filter What is given of what comes. @param mostWaiting Bytes. @throws UserError */
  static async open(
    server: ServerOptions,
    filter: TraceFilter,
    mostWaiting = MOST_WAITING,
  ): Promise<ObservedSource> {
    const connection = await connectTo(server, 'bitcoin-p2p-trace');
    const source = new ObservedSource(connection, server, filter, mostWaiting);
    try {
      source.subscribe();
      // What may not be listened to is said before the answer to this.
      await connection.flush();
      return source;
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  /** What was left out, in whole sentences. */
  get notes(): string[] {
    const notes = this.events.tally.notes();
    if (this.damaged > 0)
      notes.push(
        `${plural(this.damaged, 'message')} of the server ${this.damaged === 1 ? 'was' : 'were'} left out: not an event of peer-observer, or damaged.`,
      );
    return notes;
  }

  flow(sink: Sink): void {
    if (this.sink) throw new Error('a source flows once');
    this.sink = sink;
    void this.run().then(this.end);
    void this.watchConnection();
    void this.watchEnd();
  }

  stop(): Promise<SourceEnd> {
    this.stopping = true;
    if (!this.sink) this.flow(() => Promise.resolve());
    this.wake();
    return this.ended;
  }

  /** As Trace.abandon: there is nothing else to be ended. */
  abandon(): void {
    this.dispose();
  }

  dispose(): void {
    this.stopping = true;
    void this.connection.close();
    this.end({ reason: 'stopped', complete: false });
    this.wake();
  }

  private subscribe(): void {
    for (const subject of Object.values(SUBJECTS))
      this.subscriptions.push(
        this.connection.subscribe(subject, {
          callback: (error, message) => {
            if (error) this.fail(orNotPermitted('to listen to peer-observer', error) as Error);
            else this.take(message.data);
          },
        }),
      );
  }

  private take(event: Uint8Array): void {
    if (this.stopping) return;
    if (this.waitingBytes + event.length > this.mostWaiting) {
      this.missing++;
      return;
    }
    this.tellMissing();
    this.waiting.push(event);
    this.waitingBytes += event.length;
    this.wake();
  }

  private tellMissing(): void {
    if (this.missing === 0) return;
    this.waiting.push({ missing: this.missing, cause: GapFrameCause.Undelivered });
    this.missing = 0;
  }

  private async run(): Promise<SourceEnd> {
    try {
      await this.sink!(Buffer.concat([encodeHello(this.hello), observedNode(START_NS)]));
      while (await this.hasMore()) await this.sink!(this.nextRun());
      await this.sink!(this.statistics());
      return { reason: 'stopped', complete: true };
    } catch (error) {
      return { reason: 'stopped', complete: false, error: error as Error };
    } finally {
      this.stopping = true;
      await this.connection.close();
    }
  }

  /** Waits for it; false when all is said. */
  private async hasMore(): Promise<boolean> {
    while (this.waiting.length === 0) {
      if (this.missing > 0) this.tellMissing();
      else if (this.stopping) return false;
      else await new Promise<void>((resolve) => (this.wake = resolve));
    }
    return true;
  }

  private nextRun(): Buffer {
    const frames: Buffer[] = [];
    let [count, bytes] = [0, 0];
    while (count < this.waiting.length && bytes < RUN) {
      const next = this.waiting[count++]!;
      if (next instanceof Uint8Array) bytes += next.length;
      const frame = next instanceof Uint8Array ? this.frame(next) : this.gap(next);
      if (frame) frames.push(frame);
    }
    this.waiting.splice(0, count);
    this.waitingBytes -= bytes;
    return Buffer.concat(frames);
  }

  private frame(bytes: Uint8Array): Buffer | undefined {
    const event = this.events.take(Buffer.from(bytes));
    if (event === 'damaged') this.damaged++;
    if (event === undefined || event === 'damaged') return undefined;
    const frame = Buffer.alloc(event.length);
    event.write(frame, 0);
    if (!passes(this.filter, frame)) return undefined;
    frame.writeBigUInt64LE(BigInt(++this.sequence), HEADER.sequence);
    this.rows++;
    return frame;
  }

  private gap({ missing, cause }: { missing: number; cause: GapFrameCause }): Buffer {
    this.sequence += missing;
    const frame = encodeGap({ row: this.rows, missing, ringFull: 0, cause });
    frame.writeBigUInt64LE(this.nowNs(), HEADER.timeNs);
    return frame;
  }

  private statistics(): Buffer {
    const body = Buffer.alloc(STATISTICS.end - HEADER.size);
    body.writeBigUInt64LE(BigInt(this.sequence), STATISTICS.events - HEADER.size);
    const frame = writeFrame(FrameKind.Statistics, body);
    frame.writeBigUInt64LE(this.nowNs(), HEADER.timeNs);
    frame.writeUInt16LE(EventFlag.Final, HEADER.flags);
    return frame;
  }

  private nowNs(): bigint {
    return BigInt(Date.now()) * 1_000_000n - this.hello.wallNs + BigInt(START_NS);
  }

  private async watchConnection(): Promise<void> {
    for await (const status of this.connection.status()) {
      if (status.type !== 'reconnect' || this.stopping) continue;
      this.tellMissing();
      this.waiting.push({ missing: 1, cause: GapFrameCause.Untraced });
      this.wake();
    }
  }

  private async watchEnd(): Promise<void> {
    const error = await this.connection.closed();
    if (error && !this.stopping) this.fail(worded(this.server, error));
  }

  private fail(error: Error): void {
    this.stopping = true;
    this.end({ reason: 'stopped', complete: false, error });
    this.wake();
  }
}
