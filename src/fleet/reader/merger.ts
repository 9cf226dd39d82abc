import { encodeGap } from '../../capture/store/gapFrame';
import { eventKind } from '../../shared/events/eventKinds';
import { MalformedFrame } from '../../shared/frames/frameReader';
import { encodeHello, type Hello } from '../../shared/frames/hello';
import {
  EventFlag,
  FORMAT_VERSION,
  FrameKind,
  GAP,
  GapFrameCause,
  HEADER,
  STATISTICS,
} from '../../shared/frames/layout';
import { readU64 } from '../../shared/frames/header';
import { decodeNode, encodeNode } from '../../shared/frames/node';
import type { NodeClock } from '../../shared/frames/nodeClock';
import { decodeStatistics, type Statistics } from '../../shared/frames/statistics';
import { writeFrame } from '../../shared/frames/frameWriter';
import type { TraceFilter } from '../../shared/helper/traceFilter';
import { LimitedMap } from '../../shared/limitedMap';
import type { WholeBatch } from './assembler';
import { framesOf } from './nodeStream';
import { clockToSay } from './clockToSay';
import { passes } from './passes';

/**
 * Nanoseconds on the reader's clock of events when it begins: events of 30 days before have a time, and times are exact
 * for 70 days after (see readU64).
 */
const BEGINNING = 30n * 86_400_000_000_000n;
/** Processes of all nodes that are told apart. */
const MOST_PROCESSES = 100_000;
const MOST_UINT32 = 2 ** 32 - 1;

/** Which events are given. */
export interface Wanted {
  filter?: TraceFilter;
  /** Those from this moment on by the clock of their node, unix milliseconds. */
  from?: number;
  /** Those that came to the server after this moment of its own clock: clocks of nodes may say anything. */
  after?: number;
}

/** What waits for its turn. */
interface Held {
  /** By which frames of several nodes are put in order, on the reader's clock, ns. */
  key: number;
  frame: Buffer;
  node: Node;
}

interface Node {
  name: string;
  /** The last key: frames of one node stay in their order. */
  key: number;
  /** Losses that its next event has to tell. */
  untold: number;
  statistics: Statistics | undefined;
  /** CLOCK_MONOTONIC of its machine, ns: below this the machine was restarted. */
  monotonicNs: bigint;
  /** How often its machine was seen to restart: its processes are others then. */
  boots: number;
  /** As it was said last. */
  clock: NodeClock;
}

/**
 * Makes one stream of frames of many nodes: with a process number for each process of each node, times on one clock,
 * and one count of events and losses, so that whoever takes it needs to know nothing of fleets.
 */
export class Merger {
  readonly hello: Hello;
  readonly helloFrame: Buffer;
  /** What is wanted of the events; may be another one later. */
  filter: TraceFilter;
  /** Nothing that happened earlier is given, on the reader's clock. */
  private readonly fromNs: number;
  /** Of what came to the server by then, unix milliseconds, only who the nodes are is taken. */
  private readonly after: number;
  private readonly nodes = new Map<string, Node>();
  private readonly pids = new LimitedMap<string, number>(MOST_PROCESSES);
  /** What was said last of a process, less the header. */
  private readonly said = new LimitedMap<number, Buffer>(MOST_PROCESSES);
  private held: Held[] = [];
  private heldBytes = 0;
  private lastPid = 0;
  private sequence = 0;
  private rows = 0;
  /** As Losses.ringFull counts. */
  private lostRingFull = 0;

  /** @param wallNs When it begins, unix ns. @param about What is known of the nodes before their first event. */
  constructor(
    private readonly wallNs: bigint,
    about: Pick<Hello, 'host' | 'binary' | 'tracepoints' | 'unattached'>,
    wanted: Wanted = {},
  ) {
    this.filter = wanted.filter ?? {};
    this.fromNs = wanted.from === undefined ? 0 : this.nsOf(wanted.from);
    this.after = wanted.after ?? -Infinity;
    const clock = { wallNs, monotonicNs: BEGINNING };
    const attachMode = 'fleet';
    this.hello = { version: FORMAT_VERSION, ...clock, ...about, attachMode };
    this.helloFrame = encodeHello(this.hello);
  }

  /** Bytes that wait for those of other nodes. */
  get waiting(): number {
    return this.heldBytes;
  }

  /** A batch of a node is there, the next after the last. @param isEarly Of its events none is wanted. */
  add(name: string, batch: WholeBatch, isEarly = batch.storedAt <= this.after): void {
    const node = this.nodeOf(name);
    const { directory } = batch;
    if (directory.monotonicNs < node.monotonicNs) node.boots++;
    node.monotonicNs = directory.monotonicNs;
    node.clock = clockToSay(node.clock, directory.clock);
    const { frames, missing } = framesOf(batch);
    if (!isEarly) node.untold += batch.untoldLost;
    const shift = Number(directory.wallNs - this.wallNs - (directory.monotonicNs - BEGINNING));
    const latest = this.nsOf(batch.storedAt);
    const lost = batch.missing + missing;
    if (lost > 0 && !isEarly)
      this.gap(node, lost, GapFrameCause.Undelivered, frames[0], shift, latest);
    for (const frame of frames)
      if (!isEarly || isAboutNode(frame)) this.take(node, frame, shift, latest);
  }

  /** A node is traced again, and nobody knows what happened meanwhile. */
  resume(name: string, storedAt: number): void {
    const latest = this.nsOf(storedAt);
    if (latest < this.fromNs || storedAt <= this.after) return;
    const node = this.nodeOf(name);
    this.gap(node, 1, GapFrameCause.Untraced, undefined, 0, latest);
  }

  /**
   * @param until Unix milliseconds by the clock of the server: what happened later may still come from another node.
   * @returns Whole frames in their order; empty where there are none.
   */
  release(until: number): Buffer {
    const limit = until === Infinity ? until : this.nsOf(until);
    // Sorting is stable: those of one node have ascending keys.
    this.held.sort((one, other) => one.key - other.key);
    const end = this.held.findIndex(({ key }) => key > limit);
    const due = this.held.splice(0, end < 0 ? this.held.length : end);
    const frames: Buffer[] = [];
    for (const held of due) {
      this.heldBytes -= held.frame.length;
      this.finish(held);
      frames.push(held.frame);
    }
    return Buffer.concat(frames);
  }

  /** What all nodes together say of losses, as one helper does. @param isFinal Nothing comes after it. */
  statistics(isFinal: boolean): Buffer {
    const body = Buffer.alloc(STATISTICS.end - HEADER.size);
    const put = (value: number, at: number) =>
      body.writeBigUInt64LE(BigInt(Math.min(value, Number.MAX_SAFE_INTEGER)), at - HEADER.size);
    const sum = (field: keyof Statistics) =>
      [...this.nodes.values()].reduce((all, node) => all + (node.statistics?.[field] ?? 0), 0);
    put(this.sequence, STATISTICS.events);
    // What the agents count beyond that is told by events to come.
    put(this.lostRingFull, STATISTICS.lostRingFull);
    put(sum('lostUnreadable'), STATISTICS.lostUnreadable);
    put(sum('truncated'), STATISTICS.truncated);
    put(sum('ringUsed'), STATISTICS.ringUsed);
    put(sum('ringSize'), STATISTICS.ringSize);
    const frame = writeFrame(FrameKind.Statistics, body);
    writeU64(frame, HEADER.timeNs, this.nsOf(Date.now()));
    frame.writeUInt32LE(0, HEADER.pid);
    if (isFinal) frame.writeUInt16LE(EventFlag.Final, HEADER.flags);
    return frame;
  }

  private take(node: Node, frame: Buffer, shift: number, latest: number): void {
    try {
      this.takeKnown(node, frame, shift, latest);
    } catch (error) {
      // An agent is a stranger: what cannot be read is left out.
      if (!(error instanceof MalformedFrame)) throw error;
    }
  }

  private takeKnown(node: Node, frame: Buffer, shift: number, latest: number): void {
    const kind = frame.readUInt16LE(HEADER.kind);
    switch (kind as FrameKind) {
      case FrameKind.Statistics:
        node.statistics = decodeStatistics(frame);
        return;
      case FrameKind.Node:
        this.sayNode(node, frame, shift, latest);
        return;
      default:
        // A stranger's gap or bookmark would name rows of its own.
        if (eventKind(kind)) this.hold(node, frame, shift, latest);
    }
  }

  private hold(node: Node, frame: Buffer, shift: number, latest: number): void {
    const time = readU64(frame, HEADER.timeNs) + shift;
    if (time < this.fromNs) return;
    if (!passes(this.filter, frame)) {
      node.untold += frame.readUInt32LE(HEADER.lostRingFull);
      return;
    }
    frame.writeUInt32LE(this.pidOf(node, frame.readUInt32LE(HEADER.pid)), HEADER.pid);
    this.holdAt(node, frame, time, latest);
  }

  /** @param timeNs Of the event, on the reader's clock. @param latest When the server had it, on the same. */
  private holdAt(node: Node, frame: Buffer, timeNs: number, latest: number): void {
    const time = Math.min(Math.max(0, timeNs), Number.MAX_SAFE_INTEGER);
    writeU64(frame, HEADER.timeNs, time);
    // A clock that is ahead of the server's does not hold up all others.
    node.key = Math.max(node.key, Math.min(time, latest));
    this.held.push({ key: node.key, frame, node });
    this.heldBytes += frame.length;
  }

  private sayNode(node: Node, frame: Buffer, shift: number, latest: number): void {
    const said = decodeNode(frame);
    const pid = this.pidOf(node, said.pid);
    const { name, clock } = node;
    const named = encodeNode({ ...said, pid, name, clock });
    // An agent says it again and again, for readers who begin there.
    if (this.said.get(pid)?.equals(named.subarray(HEADER.size))) return;
    this.said.set(pid, named.subarray(HEADER.size));
    this.holdAt(node, named, readU64(frame, HEADER.timeNs) + shift, latest);
  }

  private gap(
    node: Node,
    missing: number,
    cause: GapFrameCause,
    before: Buffer | undefined,
    shift: number,
    latest: number,
  ): void {
    const time = before ? readU64(before, HEADER.timeNs) + shift : latest;
    if (time < this.fromNs) return;
    const frame = encodeGap({ row: 0, missing, ringFull: 0, cause });
    frame.writeUInt32LE(0, HEADER.pid);
    this.holdAt(node, frame, time, latest);
  }

  /** Counts a frame at the place that it has now. */
  private finish({ frame, node }: Held): void {
    const kind = frame.readUInt16LE(HEADER.kind);
    if (kind === (FrameKind.Gap as number)) {
      const missing = Number(frame.readBigUInt64LE(GAP.missing));
      this.sequence += missing;
      frame.writeBigUInt64LE(BigInt(this.rows), GAP.row);
      frame.writeBigUInt64LE(BigInt(this.lostRingFull), GAP.lostRingFull);
      return;
    }
    if (!eventKind(kind)) return;
    const lost = Math.min(frame.readUInt32LE(HEADER.lostRingFull) + node.untold, MOST_UINT32);
    node.untold = 0;
    frame.writeUInt32LE(lost, HEADER.lostRingFull);
    this.sequence += lost + 1;
    writeU64(frame, HEADER.sequence, this.sequence);
    this.lostRingFull += lost;
    if (frame.readUInt16LE(HEADER.flags) & EventFlag.RingFull) this.lostRingFull++;
    this.rows++;
  }

  private pidOf({ name, boots }: Node, pid: number): number {
    const key = `${name} ${boots} ${pid}`;
    let mapped = this.pids.get(key);
    if (mapped === undefined) this.pids.set(key, (mapped = ++this.lastPid));
    return mapped;
  }

  private nodeOf(name: string): Node {
    let node = this.nodes.get(name);
    if (node) return node;
    const statistics = undefined;
    node = { name, key: 0, untold: 0, statistics, monotonicNs: 0n, boots: 0, clock: {} };
    this.nodes.set(name, node);
    return node;
  }

  /** @param unixMs By whatever clock. @returns On the reader's clock of events, ns. */
  private nsOf(unixMs: number): number {
    return Number(BigInt(Math.round(unixMs * 1000)) * 1000n - this.wallNs + BEGINNING);
  }
}

/** @param value What is not a whole number from 0 to 2^53 becomes the nearest: clocks may say anything. */
function writeU64(frame: Buffer, at: number, value: number): void {
  const whole = Math.min(Math.max(0, Math.round(value)), Number.MAX_SAFE_INTEGER);
  frame.writeUInt32LE(whole % 2 ** 32, at);
  frame.writeUInt32LE(Math.floor(whole / 2 ** 32), at + 4);
}

/** It says who a node is, or what it counts, rather than what happened. */
function isAboutNode(frame: Buffer): boolean {
  return eventKind(frame.readUInt16LE(HEADER.kind)) === undefined;
}
