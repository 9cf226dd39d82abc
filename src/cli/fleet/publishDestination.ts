import { hostname } from 'node:os';
import { join } from 'node:path';
import { claim, unmark } from '../../capture/store/writerMarker';
import { Agent } from '../../fleet/agent/agent';
import { Clock } from '../../fleet/agent/clock';
import { Outbox } from '../../fleet/agent/outbox';
import { Sender } from '../../fleet/agent/sender';
import { Spool } from '../../fleet/agent/spool';
import { type Line, Uplink } from '../../fleet/agent/uplink';
import { displayed, type ServerOptions } from '../../fleet/nats/connect';
import { PeerObserverPublisher } from '../../fleet/peerObserver/publisher';
import { ABOUT_VERSION, encodeAbout, SAID_EVERY } from '../../fleet/wire/about';
import { nodeNameOf, STREAM } from '../../fleet/wire/subjects';
import { notSent, spoolBusy, spoolFailed } from '../../shared/errors/fleetErrors';
import { isProbeEvent, type TraceEvent } from '../../shared/events/event';
import { decodeHello, type Hello } from '../../shared/frames/hello';
import { FrameKind, HEADER } from '../../shared/frames/layout';
import { decodeNode, type NodeFrame } from '../../shared/frames/node';
import { decodeStatistics } from '../../shared/frames/statistics';
import { writeErrnoText } from '../../shared/text/errnoText';
import { formatBytes, plural } from '../../shared/text/quantity';
import { visible } from '../../shared/text/visible';
import type { Destination } from '../destination';
import { say } from '../output';

export interface PublishOptions {
  server: ServerOptions;
  /** Of the node; the machine's by default. */
  name?: string | undefined;
  stream?: string | undefined;
  /** Directory of what cannot be sent at once. */
  spool?: string | undefined;
  /** Bytes that it may take; 0 for none. */
  spoolLimit: number;
  /** The same is published to peer-observer's subjects as well. */
  peerObserver?: boolean | undefined;
}

/** Milliseconds in which what is left may still be sent at the end. */
const LAST_MOMENT = 5000;

/** Publishes a trace to JetStream: the agent of a fleet. */
export class PublishDestination implements Destination {
  readonly missed = 'not sent';
  readonly waitsFor = 'the NATS server';
  /** Messages that are sent, or kept to be sent. */
  delivered = 0;
  private readonly started = Date.now();
  private agent: Agent | undefined;
  private line: Line | undefined;
  private clock: Clock | undefined;
  private sender: Sender | undefined;
  private observer: PeerObserverPublisher | undefined;
  /** Events that came before there was one. */
  private unobserved = 0;
  /** Bytes of parts that the server will not take. */
  private tooLarge = 0;
  private hello: Hello | undefined;
  private node: NodeFrame | undefined;
  private lost = 0;
  private timer: NodeJS.Timeout | undefined;
  private closed: Promise<void> | undefined;

  private constructor(
    private readonly options: PublishOptions,
    private readonly name: string,
    private readonly uplink: Uplink,
    private readonly outbox: Outbox,
    private readonly lock: string | undefined,
  ) {}

  /** Connects before anything is attached; a server that is away is waited for meanwhile. @throws UserError */
  static async connect(options: PublishOptions): Promise<PublishDestination> {
    const { server, spoolLimit, stream = STREAM } = options;
    const name = options.name ?? nodeNameOf(hostname());
    const directory = options.spool ?? join(stateDirectory(), 'spool', name);
    const lock = spoolLimit > 0 ? join(directory, 'agent') : undefined;
    const spool = lock === undefined ? undefined : await openSpool(directory, lock, spoolLimit);
    try {
      const uplink = await Uplink.open(server, stream, `bitcoin-p2p-trace ${name}`, (error) =>
        say(`${error.toString()} What is traced is kept until it takes it.`),
      );
      if (spool && spool.bytes > 0)
        say(`${formatBytes(spool.bytes)} that an earlier agent could not send are sent first.`);
      const outbox = new Outbox(spool, (error) => sayUnkept(directory, error));
      const destination = new PublishDestination(options, name, uplink, outbox, lock);
      const observing = options.peerObserver && uplink.line.then(() => destination.beginObserver());
      if (uplink.isOpen) await observing;
      return destination;
    } catch (error) {
      if (lock !== undefined) await unmark(lock);
      throw error;
    }
  }

  begin(): Promise<void> {
    const { server, stream = STREAM } = this.options;
    const also = this.options.peerObserver ? ', and to peer-observer’s subjects' : '';
    say(`Publishing as ${this.name} to stream ${stream} of ${displayed(server.url)}${also}.`);
    return Promise.resolve();
  }

  async take(frames: Buffer, events: TraceEvent[]): Promise<void> {
    this.learn(frames);
    await this.begun().take(frames);
    this.observe(events);
    for (const { kind } of events) if (kind === 'message') this.delivered++;
  }

  close(): Promise<void> {
    return (this.closed ??= this.finish());
  }

  private begun(): Agent {
    if (this.agent) return this.agent;
    const clock = (this.clock = new Clock(this.hello!));
    const { outbox, uplink } = this;
    this.agent = new Agent(
      outbox,
      () => uplink.mostBytes,
      () => clock.now(),
    );
    void uplink.line.then((line) => this.send(line));
    this.timer = setInterval(() => void this.sayAbout(false), SAID_EVERY);
    return this.agent;
  }

  /** The server has answered. */
  private send(line: Line): void {
    if (this.closed) return;
    this.line = line;
    if (!line.bucket)
      say('The server does not let this agent say how it is: readers see its events only.');
    this.sender = new Sender(line.client, this.name, this.outbox, {
      onAway: (error) =>
        say(
          `The NATS server takes nothing (${visible(error.message)}): what is traced is kept until it does.`,
        ),
      onBack: () => say('The NATS server takes everything again.'),
      onTooLarge: (part) => {
        if (this.tooLarge === 0)
          say(
            'The server takes smaller messages than before: what was kept for it is lost in part.',
          );
        this.tooLarge += part.length;
      },
    });
    void this.sayAbout(false);
  }

  private async beginObserver(): Promise<void> {
    try {
      const observer = await observerOf(this.options.server, this.name);
      if (this.closed) {
        await observer.close();
        return;
      }
      observer.tally.leave('full', this.unobserved);
      this.observer = observer;
    } catch (error) {
      say(`Nothing is published to peer-observer’s subjects. ${(error as Error).toString()}`);
    }
  }

  private observe(events: readonly TraceEvent[]): void {
    if (this.observer) this.observer.take(events, this.clock!.now());
    else if (this.options.peerObserver) this.unobserved += events.filter(isProbeEvent).length;
  }

  /** What it says of itself comes from what is traced. */
  private learn(frames: Buffer): void {
    for (let at = 0, length; at < frames.length; at += length) {
      length = frames.readUInt32LE(at + HEADER.length);
      const frame = frames.subarray(at, at + length);
      switch (frame.readUInt16LE(HEADER.kind) as FrameKind) {
        case FrameKind.Hello:
          this.hello ??= decodeHello(frame);
          break;
        case FrameKind.Node:
          this.node = decodeNode(frame);
          break;
        case FrameKind.Statistics:
          this.lost = decodeStatistics(frame).lostRingFull;
          break;
        default:
      }
    }
  }

  private async sayAbout(ended: boolean): Promise<void> {
    const { agent, clock, hello, node, line } = this;
    if (!line?.bucket || !agent || !clock || !hello) return;
    const about = {
      version: ABOUT_VERSION,
      session: agent.session,
      host: hello.host,
      binary: hello.binary,
      chain: node?.chain ?? '',
      userAgent: node?.userAgent ?? '',
      tracepoints: hello.tracepoints,
      unattached: hello.unattached,
      started: this.started,
      time: Date.now(),
      events: agent.counts.events,
      lost: this.lost,
      dropped: agent.counts.dropped,
      spooled: this.outbox.spooled,
      ended,
      clock: await clock.state(),
    };
    // The next one may arrive.
    await line.bucket.put(this.name, encodeAbout(about)).catch(() => undefined);
  }

  private async finish(): Promise<void> {
    clearInterval(this.timer);
    const { agent, sender, observer } = this;
    const observed = observer?.close();
    try {
      await agent?.end();
      this.outbox.close();
      const timer = setTimeout(() => sender?.stop(), LAST_MOMENT);
      await sender?.ended;
      clearTimeout(timer);
      const left = this.outbox.bytes;
      const kept = await this.outbox.keep();
      if (left > 0 && kept)
        say(`${formatBytes(left)} could not be sent; the next agent sends them.`);
      if (agent && agent.counts.dropped > 0)
        say(`${plural(agent.counts.dropped, 'event')} dropped, since there was no room for them.`);
      if (this.tooLarge > 0)
        say(`${formatBytes(this.tooLarge)} were in messages that the server is too small for.`);
      await Promise.race([this.sayAbout(true), pause(2000)]);
      await observed;
      if (observer) say(observer.tally.toString());
      if (left > 0 && !kept) throw notSent(formatBytes(left));
    } finally {
      if (this.lock !== undefined) await unmark(this.lock);
      await Promise.race([this.uplink.close(), pause(2000)]);
    }
  }
}

async function openSpool(directory: string, lock: string, most: number): Promise<Spool> {
  try {
    const spool = await Spool.open(directory, most);
    if (!(await claim(lock))) throw spoolBusy(directory);
    return spool;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    throw spoolFailed(directory, writeErrnoText(error));
  }
}

/** @throws UserError */
async function observerOf(server: ServerOptions, name: string): Promise<PeerObserverPublisher> {
  return PeerObserverPublisher.connect(server, name, {
    onTally: (tally) => say(tally.toString()),
    onRefused: (detail) =>
      say(
        `The server does not let this agent publish to peer-observer’s subjects: ${visible(detail)}.`,
      ),
  });
}

/** Where systemd, or the user's own conventions, have what a program keeps between its runs. */
function stateDirectory(): string {
  const { STATE_DIRECTORY, XDG_STATE_HOME = '', HOME = '/' } = process.env;
  if (STATE_DIRECTORY) return STATE_DIRECTORY.split(':')[0]!;
  const state = XDG_STATE_HOME === '' ? join(HOME, '.local/state') : XDG_STATE_HOME;
  return join(state, 'bitcoin-p2p-trace');
}

function sayUnkept(directory: string, error: Error): void {
  say(`What cannot be sent cannot be kept in ${directory} either: ${writeErrnoText(error)}.`);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
