import { type NatsConnection, PermissionViolationError } from '@nats-io/nats-core';
import { isProbeEvent, type ProbeEvent, type TraceEvent } from '../../shared/events/event';
import type { Moment } from '../agent/batcher';
import { connectTo, type ServerOptions } from '../nats/connect';
import { encodeEvent, type Published } from './encodeEvent';
import { PublishTally, Unexpressed } from './unexpressed';

/** Bytes that may wait for the server, those under way included: what finds no room is dropped. */
const MOST_WAITING = 16 * 1024 ** 2;
/** Of them, what is given to the client before the server has said that it has what was given before. */
const MOST_UNDER_WAY = 2 * 1024 ** 2;
/** Milliseconds in which what waits may still be sent at the end. */
const LAST_MOMENT = 2000;
/** Milliseconds between two accounts of what is not published, where there is something new to say. */
const SAID_EVERY = 60_000;

/** Whoever publishes hears of this. */
export interface PublisherEvents {
  /** What is published and what is not, in a sentence, from time to time. */
  onTally(tally: PublishTally): void;
  /** Once for each subject. @param detail What the server says. */
  onRefused(detail: string): void;
}

/**
 * Publishes events as peer-observer's extractor does: by plain messages, which nobody keeps. It has a connection of
 * its own and nobody waits for it, so that what is published in our format is not held up. Events are dropped where
 * the server does not take them in time, and counted.
 */
export class PeerObserverPublisher {
  readonly tally = new PublishTally();
  private waiting: Published[] = [];
  private waitingBytes = 0;
  private underWay = 0;
  private underWayEvents = 0;
  private isConnected = true;
  private isClosed = false;
  private said = '';
  private idle: (() => void) | undefined;
  private readonly refused = new Set<string>();
  private readonly timer: NodeJS.Timeout;

  private constructor(
    private readonly connection: NatsConnection,
    private readonly events: PublisherEvents,
  ) {
    this.timer = setInterval(() => this.say(), SAID_EVERY).unref();
    void this.watch();
  }

  /** @param name Of the node. @throws UserError */
  static async connect(
    server: ServerOptions,
    name: string,
    events: PublisherEvents,
  ): Promise<PeerObserverPublisher> {
    const connection = await connectTo(server, `bitcoin-p2p-trace ${name} for peer-observer`, true);
    return new PeerObserverPublisher(connection, events);
  }

  /** @param now Both clocks of the node's machine: events tell only one. */
  take(events: readonly TraceEvent[], { wallNs, monotonicNs }: Moment): void {
    const differenceMs = Number(wallNs - monotonicNs) / 1e6;
    for (const event of events)
      if (isProbeEvent(event)) this.offer(event, differenceMs + event.timeNs / 1e6);
    this.send();
  }

  /** Sends what can still be sent in a moment. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    const empty = new Promise<void>((resolve) => (this.idle = resolve));
    this.send();
    const timer = new Promise<void>((resolve) => setTimeout(resolve, LAST_MOMENT).unref());
    await Promise.race([empty, timer]);
    this.tally.leave('full', this.waiting.length);
    this.waiting = [];
    await Promise.race([this.connection.close(), timer]);
    // What the end of the connection has not failed yet never is.
    await new Promise(setImmediate);
    this.tally.leave('underWay', this.underWayEvents);
    this.isClosed = true;
  }

  private offer(event: ProbeEvent, unixMs: number): void {
    const published = this.encoded(event, unixMs);
    if (!published) return;
    this.waiting.push(published);
    this.waitingBytes += published.bytes.length;
  }

  /** @returns undefined for what is not published, which is counted. */
  private encoded(event: ProbeEvent, unixMs: number): Published | undefined {
    try {
      // Where there is no room it would be encoded for nothing.
      if (this.held >= MOST_WAITING) throw new Unexpressed('full');
      const published = encodeEvent(event, unixMs);
      const { length } = published.bytes;
      if (length > (this.connection.info?.max_payload ?? Infinity)) throw new Unexpressed('large');
      if (this.held + length > MOST_WAITING) throw new Unexpressed('full');
      return published;
    } catch (error) {
      // Payloads are of strangers: none of them ends an agent.
      this.tally.leave(error instanceof Unexpressed ? error.reason : 'inexpressible');
      return undefined;
    }
  }

  private get held(): number {
    return this.waitingBytes + this.underWay;
  }

  private send(): void {
    // A client that is not connected keeps what it is given, and then forgets it.
    while (this.isConnected && this.waiting.length > 0 && this.underWay < MOST_UNDER_WAY)
      this.sendSome();
    if (this.waiting.length === 0 && this.underWay === 0) this.idle?.();
  }

  private sendSome(): void {
    let count = 0;
    let bytes = 0;
    while (count < this.waiting.length && bytes < MOST_UNDER_WAY / 2)
      bytes += this.waiting[count++]!.bytes.length;
    const some = this.waiting.splice(0, count);
    this.waitingBytes -= bytes;
    this.underWay += bytes;
    const given = some.filter((published) => this.publish(published)).length;
    this.underWayEvents += given;
    const settle = (hasArrived: boolean): void => {
      if (this.isClosed) return;
      this.underWay -= bytes;
      this.underWayEvents -= given;
      if (hasArrived) this.tally.published += given;
      else this.tally.leave('underWay', given);
      this.send();
    };
    // The server has what came before when it answers.
    this.connection.flush().then(
      () => settle(true),
      () => settle(false),
    );
  }

  /** @returns false where the client does not take it, which is counted. */
  private publish({ subject, bytes }: Published): boolean {
    try {
      this.connection.publish(subject, bytes);
      return true;
    } catch {
      // Another server, which takes less, has followed upon the first; or the connection is closed.
      this.tally.leave(this.connection.isClosed() ? 'underWay' : 'large');
      return false;
    }
  }

  private async watch(): Promise<void> {
    for await (const status of this.connection.status()) {
      if (status.type === 'disconnect') this.isConnected = false;
      if (status.type === 'reconnect') {
        this.isConnected = true;
        this.send();
      }
      if (status.type === 'error' && status.error instanceof PermissionViolationError)
        this.refuse(status.error);
    }
  }

  /** The server says it of each message. */
  private refuse({ subject, message }: PermissionViolationError): void {
    this.tally.refuse();
    if (this.refused.has(subject)) return;
    this.refused.add(subject);
    this.events.onRefused(message);
  }

  private say(): void {
    const { left } = this.tally;
    if (left === this.said) return;
    this.said = left;
    this.events.onTally(this.tally);
  }
}
