import assert from 'node:assert/strict';
import { jetstream } from '@nats-io/jetstream';
import { Agent } from '../../../src/fleet/agent/agent';
import { Outbox } from '../../../src/fleet/agent/outbox';
import { Sender } from '../../../src/fleet/agent/sender';
import { ownBucket } from '../../../src/fleet/nats/bucket';
import { connectTo, type ServerOptions } from '../../../src/fleet/nats/connect';
import { ensureStream, managerOf } from '../../../src/fleet/nats/stream';
import { ABOUT_VERSION, encodeAbout, type About } from '../../../src/fleet/wire/about';
import { encodeHello } from '../../../src/shared/frames/hello';
import { HEADER } from '../../../src/shared/frames/layout';
import { encodeNode } from '../../../src/shared/frames/node';
import { HELLO, NODE } from '../support/frames';

export interface PlayedOptions {
  server: ServerOptions;
  /** Of the fleet. */
  name: string;
  chain?: string;
  /** Milliseconds between two accounts of itself; an agent's are five seconds apart. */
  saidEvery?: number;
}

/** A node that nothing but its agent exists of, which publishes what it is told to. */
export class PlayedNode {
  private sequence = 0;
  private readonly timer: NodeJS.Timeout;
  /** What its agent says besides. */
  said: Partial<About> = {};

  private constructor(
    private readonly options: PlayedOptions,
    private readonly connection: Awaited<ReturnType<typeof connectTo>>,
    private readonly agent: Agent,
    private readonly outbox: Outbox,
    private readonly sender: Sender,
    private readonly bucket: Awaited<ReturnType<typeof ownBucket>>,
  ) {
    this.timer = setInterval(() => void this.sayAbout(), options.saidEvery ?? 1000);
  }

  static async start(options: PlayedOptions): Promise<PlayedNode> {
    const { server, name } = options;
    const connection = await connectTo(server, 'test agent');
    await ensureStream(await managerOf(connection, server.url), 'P2PTRACE');
    const outbox = new Outbox(undefined, (error) => assert.fail(error));
    const now = () => ({
      wallNs: BigInt(Date.now()) * 1_000_000n,
      monotonicNs: process.hrtime.bigint(),
    });
    const agent = new Agent(outbox, () => 100_000, now);
    const nothing = () => undefined;
    const sender = new Sender(jetstream(connection), name, outbox, {
      onAway: nothing,
      onBack: nothing,
      onTooLarge: nothing,
    });
    const bucket = await ownBucket(connection);
    const node = new PlayedNode(options, connection, agent, outbox, sender, bucket);
    const hello = encodeHello({ ...HELLO, version: 2, binary: '/usr/bin/bitcoind' });
    const chain = options.chain ?? 'main';
    await agent.take(Buffer.concat([hello, encodeNode({ ...NODE, chain, name: 'bitcoind' })]));
    await node.sayAbout();
    return node;
  }

  /** @param frames Of events, which take their numbers here. */
  async fire(...frames: Buffer[]): Promise<void> {
    const run = frames.map((frame) => {
      const copy = Buffer.from(frame);
      copy.writeBigUInt64LE(BigInt(++this.sequence), HEADER.sequence);
      copy.writeUInt32LE(NODE.pid, HEADER.pid);
      return copy;
    });
    await this.agent.take(Buffer.concat(run));
  }

  async sayAbout(more: Partial<About> = {}): Promise<void> {
    this.said = { ...this.said, ...more };
    const about: About = {
      version: ABOUT_VERSION,
      session: this.agent.session,
      host: `${this.options.name}.example`,
      binary: '/usr/bin/bitcoind',
      chain: this.options.chain ?? 'main',
      userAgent: NODE.userAgent,
      tracepoints: HELLO.tracepoints,
      unattached: [],
      started: Date.now(),
      time: Date.now(),
      events: this.sequence,
      lost: 0,
      dropped: 0,
      spooled: 0,
      ended: false,
      clock: { synchronized: true, maxErrorMs: 3 },
      ...this.said,
    };
    await this.bucket.put(this.options.name, encodeAbout(about)).catch(() => undefined);
  }

  /** Says nothing more of itself. */
  hush(): void {
    clearInterval(this.timer);
  }

  async end(): Promise<void> {
    this.hush();
    await this.agent.end();
    this.outbox.close();
    await this.sender.ended;
    await this.sayAbout({ ended: true });
    await this.connection.close();
  }
}
