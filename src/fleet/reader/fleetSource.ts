import {
  type Consumer,
  type ConsumerMessages,
  DeliverPolicy,
  type JsMsg,
  jetstream,
} from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import type { About } from '../wire/about';
import { noSuchNodes, otherVersion } from '../../shared/errors/fleetErrors';
import { UserError } from '../../shared/errors/userError';
import type { Hello } from '../../shared/frames/hello';
import type { TraceFilter } from '../../shared/helper/traceFilter';
import type { Sink, Source, SourceEnd } from '../../shared/source';
import { connectTo, displayed, type ServerOptions } from '../nats/connect';
import { findStream, managerOf, nodesOf, sequenceAt } from '../nats/stream';
import { readAbouts } from '../nats/bucket';
import { orNotPermitted } from '../nats/permission';
import { TOPICS } from '../wire/topics';
import { BadPart, decodePart } from '../wire/part';
import { nodeOfSubject, STREAM, subjectOf } from '../wire/subjects';
import { Batches } from './batches';
import { Merger } from './merger';
import { topicsOf } from './passes';

/** Which events of a fleet are wanted. */
export interface FleetOptions {
  stream?: string | undefined;
  /** Names of nodes; all where there are none. */
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
/** Of a server that has several filters for a consumer. */
const SEVERAL_FILTERS = [2, 10];

/** Events of a fleet of nodes, from JetStream. */
export class FleetSource implements Source {
  readonly ended: Promise<SourceEnd>;
  private readonly merger: Merger;
  private readonly batches: Batches;
  private readonly wanted: ReadonlySet<number>;
  private end!: (end: SourceEnd) => void;
  private messages: ConsumerMessages | undefined;
  private sink: Sink | undefined;
  private stopping: 'stopped' | undefined;
  /** The latest moment of the server, unix ms, and when it was heard of, by a clock that goes on. */
  private server = { at: 0, heard: 0 };
  /** What is given is given in turn. */
  private giving: Promise<void> = Promise.resolve();
  /** How much waits for that: a sink that takes nothing is not given more by the clock. */
  private turns = 0;
  private readonly told = new Set<string>();

  private constructor(
    private readonly connection: NatsConnection,
    private readonly consumer: Consumer,
    private readonly options: FleetOptions,
    abouts: ReadonlyMap<string, About>,
    /** When the stream got its last message, by the clock of the server, unix milliseconds. */
    lastAt: number,
    url: string,
    private readonly onNotice: OnNotice,
  ) {
    const topics = topicsOf(options.filter ?? {});
    this.wanted = new Set((topics ?? TOPICS).map((topic) => TOPICS.indexOf(topic)));
    const now = Date.now();
    this.merger = new Merger(BigInt(now) * 1_000_000n, helloOf(abouts, url), {
      ...(options.from === undefined ? { after: lastAt } : { from: options.from }),
      ...(options.filter && { filter: options.filter }),
    });
    this.batches = new Batches((topic) => this.wanted.has(topic), {
      onBatch: (node, batch) => this.merger.add(node, batch),
      onSession: (node, _inOrder, storedAt) => this.merger.resume(node, storedAt),
    });
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
      const begin = (options.from ?? lastAt) - EARLIER;
      const consumer = await jetstream(connection).consumers.get(stream, {
        filter_subjects: subjectsOf(options, connection.info?.version ?? ''),
        deliver_policy: DeliverPolicy.StartSequence,
        opt_start_seq: await sequenceAt(manager, stream, begin),
      });
      return new FleetSource(connection, consumer, options, abouts, lastAt, url, onNotice);
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
    void this.watchPermissions();
  }

  /** What passes of the topics that were asked for in the beginning. */
  setFilter(filter: TraceFilter): void {
    this.merger.filter = filter;
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
  private async watchPermissions(): Promise<void> {
    for await (const status of this.connection.status()) {
      if (status.type !== 'error' || this.stopping) continue;
      const error = orNotPermitted('to read the stream', status.error);
      if (error instanceof UserError) this.fail(error);
    }
  }

  private async receive(): Promise<void> {
    const { untilNow = false } = this.options;
    if (untilNow && (await this.consumer.info()).num_pending === 0) return;
    if (this.stopping) return;
    this.messages = await this.consumer.consume({
      max_messages: MOST_UNDER_WAY,
      idle_heartbeat: HEARTBEAT,
    });
    for await (const message of this.messages) {
      this.take(message);
      if (this.merger.waiting > MOST_WAITING) await this.give(() => this.merger.release(Infinity));
      if (untilNow && message.info.pending === 0) return;
    }
  }

  private take(message: JsMsg): void {
    const node = nodeOfSubject(message.subject);
    if (node === undefined || !this.isWanted(node)) return;
    const storedAt = Number(message.timestampNanos / 1000n) / 1000;
    const now = performance.now();
    if (storedAt > this.server.at) this.server = { at: storedAt, heard: now };
    try {
      // Frames are written to: they are taken out of the client's own memory.
      this.batches.add(node, decodePart(Buffer.from(message.data)), storedAt, now);
    } catch (error) {
      if (!(error instanceof BadPart)) throw error;
      this.tell(node, error);
    }
  }

  private isWanted(node: string): boolean {
    const { nodes = [] } = this.options;
    return nodes.length === 0 || nodes.includes(node);
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
function subjectsOf({ nodes = [], filter = {} }: FleetOptions, version: string): string | string[] {
  const topics = topicsOf(filter) ?? ['*' as const];
  const subjects = (nodes.length > 0 ? nodes : ['*']).flatMap((node) =>
    topics.map((topic) => subjectOf(node, topic)),
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
  abouts: ReadonlyMap<string, About>,
  url: string,
): Pick<Hello, 'host' | 'binary' | 'tracepoints' | 'unattached'> {
  const tracepoints = [...new Set([...abouts.values()].flatMap((about) => about.tracepoints))];
  return { host: url, binary: '', tracepoints, unattached: [] };
}
