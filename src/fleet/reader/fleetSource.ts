import {
  type Consumer,
  type ConsumerMessages,
  DeliverPolicy,
  type JetStreamManager,
  type JsMsg,
  jetstream,
} from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { noSuchNodes, otherVersion } from '../../shared/errors/fleetErrors';
import { UserError } from '../../shared/errors/userError';
import type { Hello } from '../../shared/frames/hello';
import type { TraceFilter } from '../../shared/helper/traceFilter';
import type { Sink, Source, SourceEnd } from '../../shared/source';
import { connectTo, displayed, type ServerOptions, worded } from '../nats/connect';
import { findStream, managerOf, nodesOf, sequenceAt } from '../nats/stream';
import { readAbouts, type Said, watchAbouts } from '../nats/bucket';
import { orNotPermitted } from '../nats/permission';
import type { Topic } from '../wire/topics';
import { BadPart, decodePart } from '../wire/part';
import { nodeOfSubject, STREAM, subjectOf } from '../wire/subjects';
import type { WholeBatch } from './assembler';
import { Batches } from './batches';
import { Merger } from './merger';
import { NodeStates } from './nodeStates';
import { topicsOf } from './passes';
import { Wishes } from './wishes';

/** Which events of a fleet are wanted. */
export interface FleetOptions {
  stream?: string | undefined;
  /** Names of nodes that must be there; all where there are none. */
  nodes?: readonly string[] | undefined;
  /** Unix milliseconds of the first event; from now on where it is absent. */
  from?: number | undefined;
  /** It ends with what the stream holds now. */
  untilNow?: boolean | undefined;
  filter?: TraceFilter | undefined;
}

/** What may be wrong without ending it, in a sentence. */
export type OnNotice = (notice: Error) => void;

/** Agents say who their nodes are again after 10 s: so much earlier a reader begins, milliseconds. */
const EARLIER = 11_000;
/** Milliseconds that events wait for those of other nodes that happened before them. */
const HOLD = 400;
/** Milliseconds between two looks at what is due. */
const LOOK = 100;
/** Milliseconds between two statistics. */
const STATISTICS = 1000;
/** Bytes that may wait: more are not asked for. */
const MOST_WAITING = 32 * 1024 ** 2;
/** Parts that are asked for at a time: a part has 256 kB at most. (Asked for bytes, a server of 2.9 falls silent.) */
const MOST_UNDER_WAY = 128;
/** Milliseconds: after two without one the consumer is made anew, as a server that was restarted needs. */
const HEARTBEAT = 1500;
/** Milliseconds until a consumer is asked for again that a server which is away could not make. */
const AGAIN = 1000;
/** Of a server that has several filters for a consumer. */
const SEVERAL_FILTERS = [2, 10];

/** What a consumer is made of. */
interface Reading {
  server: ServerOptions;
  manager: JetStreamManager;
  stream: string;
  /** When the stream got its last message as the reader began, by the clock of the server, unix milliseconds. */
  lastAt: number;
}

/** Events of a fleet of nodes, from JetStream. */
export class FleetSource implements Source {
  readonly ended: Promise<SourceEnd>;
  /** How the nodes are. */
  readonly states = new NodeStates();
  private readonly merger: Merger;
  private readonly batches: Batches;
  private readonly wishes: Wishes;
  private end!: (end: SourceEnd) => void;
  private consumer: Consumer | undefined;
  private messages: ConsumerMessages | undefined;
  private sink: Sink | undefined;
  private stopping: 'stopped' | undefined;
  /** Something else is wanted than the consumer asks for. */
  private isOutdated = false;
  /**
   * The latest moment of the server, unix ms, when it was heard of, by a clock that goes on, and whether nothing that is
   * wanted came to the server after it.
   */
  private server = { at: 0, heard: 0, isLatest: false };
  /** What is given is given in turn. */
  private giving: Promise<void> = Promise.resolve();
  /** How much waits for that: a sink that takes nothing is not given more by the clock. */
  private turns = 0;
  private readonly told = new Set<string>();

  private constructor(
    private readonly connection: NatsConnection,
    private readonly reading: Reading,
    private readonly options: FleetOptions,
    abouts: ReadonlyMap<string, Said>,
    url: string,
    private readonly onNotice: OnNotice,
  ) {
    const { nodes, filter = {}, from } = options;
    this.wishes = new Wishes(nodes ?? filter.nodes ?? [], topicsOf(filter));
    const now = Date.now();
    this.merger = new Merger(BigInt(now) * 1_000_000n, helloOf(abouts, url), {
      ...(from === undefined ? { after: reading.lastAt } : { from }),
      filter,
    });
    this.batches = new Batches((topic) => this.wishes.wantsTopic(topic), {
      onBatch: (node, batch) => this.takeBatch(node, batch),
      onSession: (node, _inOrder, storedAt) => {
        if (!this.wishes.isEarly(node, storedAt)) this.merger.resume(node, storedAt);
      },
    });
    for (const [node, { about, at }] of abouts) this.states.said(node, about, Math.min(at, now));
    this.ended = new Promise((resolve) => (this.end = resolve));
  }

  /** Connects, and finds what is wanted. @throws UserError */
  static async open(
    server: ServerOptions,
    options: FleetOptions,
    onNotice: OnNotice = () => undefined,
  ): Promise<FleetSource> {
    const connection = await connectTo(server, 'bitcoin-p2p-trace reader');
    try {
      const url = displayed(server.url);
      const manager = await managerOf(connection, url);
      const stream = options.stream ?? STREAM;
      const lastAt = await findStream(manager, stream);
      const abouts = await readAbouts(connection);
      const { nodes = [] } = options;
      if (nodes.length > 0) {
        const known = new Set([...abouts.keys(), ...(await nodesOf(manager, stream))]);
        const missing = nodes.filter((node) => !known.has(node));
        if (missing.length > 0) throw noSuchNodes(missing, [...known].sort());
      }
      const reading = { server, manager, stream, lastAt };
      const source = new FleetSource(connection, reading, options, abouts, url, onNotice);
      source.consumer = await source.makeConsumer();
      return source;
    } catch (error) {
      await connection.close();
      throw orNotPermitted('to read the stream', error);
    }
  }

  get hello(): Hello {
    return this.merger.hello;
  }

  flow(sink: Sink): void {
    if (this.sink) throw new Error('a source flows once');
    this.sink = sink;
    void this.run().then(this.end);
    void this.watchConnection();
    void this.watchEnd();
    if (this.options.untilNow) return;
    watchAbouts(this.connection, (node, about) => this.states.said(node, about, Date.now()));
  }

  /** From now on only what passes is asked for, as far as subjects tell it apart. */
  setFilter(filter: TraceFilter): void {
    this.merger.filter = filter;
    if (!this.wishes.change(filter.nodes ?? [], topicsOf(filter), this.readUntil)) return;
    this.batches.forget((node) => this.wishes.wantsNode(node));
    this.isOutdated = true;
    this.messages?.stop();
  }

  stop(): Promise<SourceEnd> {
    this.stopping = 'stopped';
    if (!this.sink) this.flow(() => Promise.resolve());
    this.messages?.stop();
    return this.ended;
  }

  /** As Trace.abandon: there is nothing else to be ended. */
  abandon(): void {
    this.dispose();
  }

  dispose(): void {
    this.stopping = 'stopped';
    this.messages?.stop();
    void this.connection.close();
    this.end({ reason: 'stopped', complete: false });
  }

  private async run(): Promise<SourceEnd> {
    const looking = setInterval(() => this.look(), LOOK);
    const saying = setInterval(() => this.sayStatistics(), STATISTICS);
    try {
      await this.give(() => this.merger.helloFrame);
      await this.receive();
      this.batches.giveUp(performance.now(), 0);
      await this.give(() => this.merger.release(Infinity));
      await this.give(() => this.merger.statistics(true));
      return { reason: this.stopping ?? 'finished', complete: true };
    } catch (error) {
      return { reason: 'stopped', complete: false, error: error as Error };
    } finally {
      clearInterval(looking);
      clearInterval(saying);
      this.messages?.stop();
      await this.connection.close();
    }
  }

  /** What may not be asked for is never answered: nothing would come, without a word. */
  private async watchConnection(): Promise<void> {
    for await (const status of this.connection.status()) {
      if (this.stopping) continue;
      const now = Date.now();
      if (status.type === 'disconnect') this.states.away(this.states.awaySince ?? now, now);
      if (status.type === 'reconnect') this.states.away(undefined, now);
      if (status.type !== 'error') continue;
      const error = orNotPermitted('to read the stream', status.error);
      if (error instanceof UserError) this.fail(error);
    }
  }

  /** The client gives up where the server refuses the credentials twice: they were withdrawn, or have expired. */
  private async watchEnd(): Promise<void> {
    const error = await this.connection.closed();
    if (error && !this.stopping) this.fail(worded(this.reading.server, error));
  }

  /**
   * Begins a little before what was taken last, since agents say again every few seconds who they are, and what is new
   * to the wishes may belong to a batch that is not whole yet: what comes twice is taken once.
   */
  private async makeConsumer(): Promise<Consumer> {
    const { manager, stream, lastAt } = this.reading;
    const { nodes, topics } = this.wishes;
    const begin = (this.readUntil || (this.options.from ?? lastAt)) - EARLIER;
    return jetstream(this.connection).consumers.get(stream, {
      filter_subjects: subjectsOf(nodes, topics, this.connection.info?.version ?? ''),
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: await sequenceAt(manager, stream, begin),
    });
  }

  /** All that came to the server by then was taken, unless it is on the way; 0 where nothing was. */
  private get readUntil(): number {
    const { at, heard, isLatest } = this.server;
    return isLatest ? at + performance.now() - heard : at;
  }

  /** Goes on trying while the server is away. */
  private async renewConsumer(): Promise<void> {
    await this.consumer?.delete().catch(() => undefined);
    this.consumer = undefined;
    while (this.isOutdated && !this.stopping) {
      this.isOutdated = false;
      try {
        this.consumer = await this.makeConsumer();
      } catch (error) {
        const cause = orNotPermitted('to read the stream', error);
        if (cause instanceof UserError || this.connection.isClosed()) throw cause;
        this.isOutdated = true;
        await new Promise((resolve) => setTimeout(resolve, AGAIN));
      }
    }
  }

  private async receive(): Promise<void> {
    const { untilNow = false } = this.options;
    if (untilNow && (await this.consumer!.info()).num_pending === 0) return;
    do {
      if (this.isOutdated) await this.renewConsumer();
      if (this.stopping || !this.consumer) return;
      await this.consume(this.consumer, untilNow);
    } while (this.isOutdated);
  }

  private async consume(consumer: Consumer, untilNow: boolean): Promise<void> {
    this.messages = await consumer.consume({
      max_messages: MOST_UNDER_WAY,
      idle_heartbeat: HEARTBEAT,
    });
    // Meanwhile there was none that could be stopped.
    if (this.stopping || this.isOutdated) this.messages.stop();
    for await (const message of this.messages) {
      // Another consumer begins before these.
      if (this.isOutdated) return;
      this.take(message);
      if (this.merger.waiting > MOST_WAITING) await this.give(() => this.merger.release(Infinity));
      if (untilNow && message.info.pending === 0) return;
    }
  }

  private take(message: JsMsg): void {
    const node = nodeOfSubject(message.subject);
    const storedAt = Number(message.timestampNanos / 1000n) / 1000;
    const now = performance.now();
    if (storedAt > this.server.at)
      this.server = { at: storedAt, heard: now, isLatest: message.info.pending === 0 };
    if (node === undefined || !this.wishes.wantsNode(node)) return;
    try {
      // Frames are written to: they are taken out of the client's own memory.
      this.batches.add(node, decodePart(Buffer.from(message.data)), storedAt, now);
    } catch (error) {
      if (!(error instanceof BadPart)) throw error;
      this.tell(node, error);
    }
  }

  private takeBatch(node: string, batch: WholeBatch): void {
    const { storedAt, missing } = batch;
    const isEarly = this.wishes.isEarly(node, storedAt);
    this.states.heard(node, Math.min(storedAt, Date.now()), isEarly ? 0 : missing);
    if (isEarly) this.merger.add(node, batch, true);
    else this.merger.add(node, batch);
  }

  private look(): void {
    const now = performance.now();
    try {
      this.batches.giveUp(now);
    } catch (error) {
      if (!(error instanceof BadPart)) throw error;
    }
    const { at, heard } = this.server;
    const until = at + Math.min(now - heard, HOLD) - HOLD;
    if (this.turns === 0)
      void this.give(() => this.merger.release(now - heard >= HOLD ? Infinity : until));
  }

  private give(frames: () => Buffer): Promise<void> {
    this.turns++;
    const giving = this.giving.then(async () => {
      const run = frames();
      if (run.length > 0) await this.sink!(run);
    });
    // Whoever waits for it is told; the others go on.
    this.giving = giving
      .catch((error: unknown) => this.fail(error as Error))
      .finally(() => this.turns--);
    return giving;
  }

  private sayStatistics(): void {
    if (this.turns === 0) void this.give(() => this.merger.statistics(false));
  }

  private fail(error: Error): void {
    this.messages?.stop();
    this.end({ reason: 'stopped', complete: false, error });
  }

  /** Once for each node. */
  private tell(node: string, error: BadPart): void {
    if (error.version === undefined || this.told.has(node)) return;
    this.told.add(node);
    this.onNotice(otherVersion(node, error.version));
  }
}

/** @returns One where that is enough, which any server takes. */
function subjectsOf(
  nodes: readonly string[],
  topics: readonly Topic[] | undefined,
  version: string,
): string | string[] {
  const subjects = (nodes.length > 0 ? nodes : ['*']).flatMap((node) =>
    (topics ?? ['*' as const]).map((topic) => subjectOf(node, topic)),
  );
  if (subjects.length === 1) return subjects[0]!;
  if (isAtLeast(version, SEVERAL_FILTERS)) return subjects;
  // An older server has one filter for a consumer, and what is not wanted is left out here.
  return subjectOf(nodes.length === 1 ? nodes[0]! : '*', '*');
}

function isAtLeast(version: string, [major = 0, minor = 0]: readonly number[]): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.split('.').map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}

function helloOf(
  abouts: ReadonlyMap<string, Said>,
  url: string,
): Pick<Hello, 'host' | 'binary' | 'tracepoints' | 'unattached'> {
  const tracepoints = [...new Set([...abouts.values()].flatMap(({ about }) => about.tracepoints))];
  return { host: url, binary: '', tracepoints, unattached: [] };
}
