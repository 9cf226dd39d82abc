import { randomBytes } from 'node:crypto';
import { FrameKind, HEADER } from '../../shared/frames/layout';
import type { NodeClock } from '../../shared/frames/nodeClock';
import { LimitedMap } from '../../shared/limitedMap';
import { directorySize, encodeDirectory, type TopicEntry } from '../wire/directory';
import { isEvent, topicOf, TOPICS, NODE_TOPIC } from '../wire/topics';
import { encodePart, PART_HEADER } from '../wire/part';

/** Parts as they go over the wire, in the order in which they are to be sent. */
export interface Batch {
  parts: readonly Buffer[];
  bytes: number;
  /** Events of probes in it. */
  events: number;
}

/** The same moment on two clocks, nanoseconds. */
export interface Moment {
  wallNs: bigint;
  monotonicNs: bigint;
  /** What is certain of the first. */
  clock?: NodeClock;
}

/** Processes of a binary whose latest node frames are said again. */
const MOST_PROCESSES = 256;
/** Nanoseconds after which a batch says again who the nodes are, for readers who begin there. */
const SAY_AGAIN = 10_000_000_000n;

interface TopicContent {
  frames: Buffer[];
  events: number;
  bytes: number;
  lost: number;
}

/**
 * Divides what a trace gives into topics, and closes batches of that. Each batch says how many events came before it,
 * so that a reader who lacks one knows how many are missing.
 */
export class Batcher {
  readonly session = randomBytes(16).toString('hex');
  /** Bytes that wait to be closed. */
  waiting = 0;
  private readonly topics: TopicContent[] = TOPICS.map(() => emptyTopic());
  private readonly nodes = new LimitedMap<number, Buffer>(MOST_PROCESSES);
  private hello: Buffer | undefined;
  private saidAt: bigint | undefined;
  private number = 0;
  private before = 0;
  private dropped = 0;
  private droppedLost = 0;

  /** @param mostBytes Of a part, its header included; what is closed later may be cut otherwise. */
  constructor(public mostBytes: number) {}

  /** @param run Whole frames; it is held until they are closed. */
  add(run: Buffer): void {
    for (let at = 0, length; at < run.length; at += length) {
      length = run.readUInt32LE(at + HEADER.length);
      const frame = run.subarray(at, at + length);
      const kind = run.readUInt16LE(at + HEADER.kind);
      if (kind === (FrameKind.Hello as number)) this.hello ??= Buffer.from(frame);
      else this.put(frame, kind);
    }
  }

  /** @returns undefined while there is nothing to be sent. */
  close(now: Moment, isLast = false): Batch | undefined {
    if (this.waiting === 0 && this.dropped === 0 && !isLast) return undefined;
    const again = this.saidAt === undefined || now.monotonicNs - this.saidAt >= SAY_AGAIN;
    const context = again ? [this.hello ?? Buffer.alloc(0), ...this.nodes.values()] : [];
    const parts: Buffer[] = [];
    const entries: TopicEntry[] = [];
    let events = 0;
    // The node topic comes last, since it says what there is of the others.
    for (let topic = TOPICS.length - 1; topic >= 0; topic--) {
      const content = this.topics[topic]!;
      events += content.events;
      if (topic === NODE_TOPIC) this.closeNode(now, isLast, context, entries, parts);
      else if (content.bytes > 0) entries.push(this.closeTopic(topic, content.frames, parts));
    }
    return { parts, events, bytes: parts.reduce((sum, { length }) => sum + length, 0) };
  }

  /** The batch that was closed goes on its way, and the next one begins. */
  accept(now: Moment): void {
    if (this.saidAt === undefined || now.monotonicNs - this.saidAt >= SAY_AGAIN)
      this.saidAt = now.monotonicNs;
    this.before += this.dropped + this.eventsOf();
    this.dropped = this.droppedLost = 0;
    this.number++;
    this.clear();
  }

  /** There is no room for the batch that was closed: the next one tells of it. */
  drop(): void {
    this.dropped += this.eventsOf();
    this.droppedLost += this.topics.reduce((sum, { lost }) => sum + lost, 0);
    // It may have said who a process is.
    this.saidAt = undefined;
    this.clear();
  }

  private put(frame: Buffer, kind: number): void {
    if (kind === (FrameKind.Node as number))
      this.nodes.set(frame.readUInt32LE(HEADER.pid), Buffer.from(frame));
    const content = this.topics[topicOf(frame, 0)]!;
    content.frames.push(frame);
    content.bytes += frame.length;
    this.waiting += frame.length;
    if (!isEvent(frame, 0)) return;
    content.events++;
    content.lost += frame.readUInt32LE(HEADER.lostRingFull);
  }

  private closeTopic(topic: number, frames: readonly Buffer[], parts: Buffer[]): TopicEntry {
    const { events, lost } = this.topics[topic]!;
    const bytes = frames.reduce((sum, { length }) => sum + length, 0);
    const pieces = this.cut(topic, Buffer.concat(frames, bytes), parts);
    return { topic, pieces, events, bytes, lost };
  }

  private closeNode(
    now: Moment,
    isLast: boolean,
    context: readonly Buffer[],
    others: readonly TopicEntry[],
    parts: Buffer[],
  ): void {
    const { frames, events, lost } = this.topics[NODE_TOPIC]!;
    const all = [...context, ...frames];
    const bytes = all.reduce((sum, { length }) => sum + length, 0);
    const size = directorySize(others.length + 1) + bytes;
    const pieces = Math.max(1, Math.ceil(size / (this.mostBytes - PART_HEADER)));
    const { before, dropped, droppedLost } = this;
    const topics = [{ topic: NODE_TOPIC, pieces, events, bytes, lost }, ...others];
    const { wallNs, monotonicNs, clock = {} } = now;
    const counts = { before, dropped, droppedLost };
    const directory = { wallNs, monotonicNs, ...counts, isLast, clock, topics };
    this.cut(NODE_TOPIC, Buffer.concat([encodeDirectory(directory), ...all]), parts);
  }

  /** @returns How many pieces there are. */
  private cut(topic: number, body: Buffer, parts: Buffer[]): number {
    const most = this.mostBytes - PART_HEADER;
    const pieces = Math.max(1, Math.ceil(body.length / most));
    const { session, number } = this;
    for (let piece = 0; piece < pieces; piece++) {
      const cut = body.subarray(piece * most, (piece + 1) * most);
      parts.push(encodePart({ topic, session, batch: number, piece, pieces, body: cut }));
    }
    return pieces;
  }

  private eventsOf(): number {
    return this.topics.reduce((sum, { events }) => sum + events, 0);
  }

  private clear(): void {
    for (const topic of this.topics.keys()) this.topics[topic] = emptyTopic();
    this.waiting = 0;
  }
}

function emptyTopic(): TopicContent {
  return { frames: [], events: 0, bytes: 0, lost: 0 };
}
