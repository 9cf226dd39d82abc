import { jetstream, JetStreamApiError, type JetStreamClient } from '@nats-io/jetstream';
import type { KV } from '@nats-io/kv';
import { InvalidArgumentError, type NatsConnection } from '@nats-io/nats-core';
import { smallMessages } from '../../shared/errors/fleetErrors';
import { UserError } from '../../shared/errors/userError';
import { formatBytes } from '../../shared/text/quantity';
import { ownBucket } from '../nats/bucket';
import { connectTo, displayed, type ServerOptions } from '../nats/connect';
import { orNotPermitted } from '../nats/permission';
import { ensureStream, managerOf } from '../nats/stream';

/** Of a message of NATS that our subject, id and headers may take. */
const OVERHEAD = 4096;
/** A part is not larger than this, whatever the server takes. */
const MOST_PART = 256 * 1024;
/** A block of 4 MB, and what is in its batch, has no more pieces than a reader joins (MOST_PIECES). */
const LEAST_MESSAGE = 16 * 1024;
/** Milliseconds between attempts to reach the server, growing from the first to the last. */
const FIRST_PAUSE = 1000;
const LAST_PAUSE = 15_000;

/** `JSStreamMessageExceedsMaximumErr` of nats-server: it has more bytes than the stream's max_msg_size. */
const EXCEEDS_MAXIMUM = 10_054;

/** What an agent has once its server has answered. */
export interface Line {
  client: JetStreamClient;
  /** Where it says how it is; undefined where that is not permitted. */
  bucket: KV | undefined;
}

/** An agent's way to its server, which may be away when the agent begins. */
export class Uplink {
  /** Resolves when the server has answered; never if it was closed before. */
  readonly line: Promise<Line>;
  private resolve!: (line: Line) => void;
  private connection: NatsConnection | undefined;
  /** Bytes that a message may have in the stream. */
  private mostInStream = Infinity;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  /** @param onAway Is told once what is wrong, and again when it is something else. */
  private constructor(
    private readonly server: ServerOptions,
    private readonly stream: string,
    private readonly name: string,
    private readonly onAway: (error: UserError) => void,
  ) {
    this.line = new Promise((resolve) => (this.resolve = resolve));
  }

  /**
   * Connects, and sees to it that the stream is there. Where no server answers it goes on trying.
   * @param name What the server calls this client. @throws UserError where the server answers, and refuses.
   */
  static async open(
    server: ServerOptions,
    stream: string,
    name: string,
    onAway: (error: UserError) => void,
  ): Promise<Uplink> {
    const uplink = new Uplink(server, stream, name, onAway);
    try {
      await uplink.connect();
    } catch (error) {
      if (!(error instanceof UserError) || error.code !== 'fleet-unreachable') throw error;
      onAway(error);
      uplink.tryLater(FIRST_PAUSE, error.code);
    }
    return uplink;
  }

  /** The server has answered. */
  get isOpen(): boolean {
    return this.connection !== undefined;
  }

  /** Bytes that a part may have: what any server takes until this one has answered. It may be set up anew later. */
  get mostBytes(): number {
    const { connection, mostInStream } = this;
    if (!connection) return LEAST_MESSAGE - OVERHEAD;
    const most = Math.min(connection.info?.max_payload ?? Infinity, mostInStream);
    return Math.min(Math.max(most, LEAST_MESSAGE) - OVERHEAD, MOST_PART);
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.connection?.close();
  }

  private async connect(): Promise<void> {
    const connection = await connectTo(this.server, this.name, true);
    try {
      const manager = await managerOf(connection, displayed(this.server.url));
      const mostInStream = await ensureStream(manager, this.stream);
      const most = Math.min(connection.info?.max_payload ?? Infinity, mostInStream);
      if (most < LEAST_MESSAGE) throw smallMessages(formatBytes(most), formatBytes(LEAST_MESSAGE));
      // Who may not say how it is can still publish.
      const bucket = await ownBucket(connection).catch(() => undefined);
      if (this.closed) {
        await connection.close();
        return;
      }
      this.connection = connection;
      this.mostInStream = mostInStream;
      this.resolve({ client: jetstream(connection), bucket });
    } catch (error) {
      await connection.close();
      throw orNotPermitted('to publish', error);
    }
  }

  private tryLater(pause: number, told: string): void {
    this.timer = setTimeout(() => {
      this.connect().catch((error: unknown) => {
        if (this.closed) return;
        const code = error instanceof UserError ? error.code : String(error);
        if (error instanceof UserError && code !== told) this.onAway(error);
        this.tryLater(Math.min(pause * 2, LAST_PAUSE), code);
      });
    }, pause);
  }
}

/** @returns Whether a message has more bytes than the server takes: it will not take it later either. */
export function isTooLarge(error: unknown): boolean {
  if (error instanceof InvalidArgumentError) return error.message.includes('max_payload');
  return error instanceof JetStreamApiError && error.code === EXCEEDS_MAXIMUM;
}
