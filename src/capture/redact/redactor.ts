import { decodeEvent, type TraceEvent } from '../../shared/events/event';
import { eventKind } from '../../shared/events/eventKinds';
import {
  decodeFilters,
  decodeNames,
  FILTERS_KIND,
  NAMES_KIND,
} from '../../shared/frames/annotations';
import { BOOKMARK_KIND, decodeBookmark, encodeBookmark } from '../../shared/frames/bookmark';
import { decodeFailure, encodeFailure } from '../../shared/frames/failure';
import { needLength } from '../../shared/frames/frameReader';
import { decodeHello, type Hello } from '../../shared/frames/hello';
import { encodeRedactedHello } from '../../shared/frames/redactedHello';
import { EventFlag, FrameKind, GAP, HEADER, STATISTICS } from '../../shared/frames/layout';
import { decodeNode, encodeNode, type NodeFrame } from '../../shared/frames/node';
import type { NodeClock } from '../../shared/frames/nodeClock';
import { LimitedMap } from '../../shared/limitedMap';
import { EventFrames } from './eventFrame';
import {
  attachMode,
  binaryPath,
  chainName,
  dataDirectory,
  programName,
  tracepoints,
  unattachedProbes,
} from './nodeText';
import { permute } from './permute';
import { Tools, type RedactOptions } from './tools';
import { redactedAgent, redactedReason } from './words';

/** Where CLOCK_MONOTONIC of a redacted hello is, so that events may come before it: an hour. Its own says how long the machine runs. */
const MONOTONIC = 3_600_000_000_000n;
/** Process ids of Linux have so many bits. */
const PID_BITS = 22;
/** Processes that are remembered. */
const MOST_PROCESSES = 4096;

/** What of a capture is not there, or zeros, in what was made of it. */
export interface LeftOut {
  /** Notes that were left out. */
  notes: number;
  /** Names given to peers, and filters, that were left out. */
  names: number;
  filters: number;
  /** Frames of unknown kinds that were left out. */
  frames: number;
  /** Messages of unknown types: their payloads are zeros. */
  unknown: number;
  /** Malformed messages: zeros from where they break on. */
  malformed: number;
  /** Messages with bytes after the last field: those are zeros. */
  trailing: number;
}

/**
 * Replaces in frames what tells who somebody is: docs/redaction.md. The same thing has the same stand-in in all
 * that one redactor makes, whatever form it has there. It takes frames in any order, and keeps none.
 */
export class Redactor {
  /** What stands for the hello, also as the clock of all events. */
  readonly hello: Hello;
  readonly leftOut: LeftOut = {
    notes: 0,
    names: 0,
    filters: 0,
    frames: 0,
    unknown: 0,
    malformed: 0,
    trailing: 0,
  };
  private readonly tools: Tools;
  private readonly events: EventFrames;
  private readonly pidKey: Buffer;
  private lastPid: readonly [number, number] = [0, 0];
  /** By what stands for it. */
  private readonly recordedPids = new LimitedMap<number, number>(MOST_PROCESSES);
  /** Is added to times of CLOCK_MONOTONIC. */
  private readonly monotonicShift: bigint;

  /** @param hello Of what is redacted. */
  constructor(
    hello: Hello,
    private readonly options: RedactOptions = {},
  ) {
    this.tools = new Tools(options);
    this.events = new EventFrames(this.tools);
    this.pidKey = this.tools.key('pid');
    this.monotonicShift = MONOTONIC - hello.monotonicNs;
    this.hello = this.helloOf(hello);
  }

  /** @returns What stands for the whole frames of a run, back to back. @throws MalformedFrame */
  run(run: Buffer): Buffer {
    const out = Buffer.alloc(run.length);
    const pieces: Buffer[] = [];
    let from = 0;
    let to = 0;
    for (let at = 0; at < run.length;) {
      const end = at + run.readUInt32LE(at);
      const frame = run.subarray(at, end);
      at = end;
      if (this.writeSame(frame, out.subarray(to, to + frame.length))) {
        to += frame.length;
        continue;
      }
      const other = this.other(frame);
      if (!other) continue;
      pieces.push(out.subarray(from, to), other);
      from = to;
    }
    if (pieces.length === 0) return out.subarray(0, to);
    return Buffer.concat([...pieces, out.subarray(from, to)]);
  }

  /** @returns undefined for a frame that is left out. @throws MalformedFrame */
  frame(frame: Buffer): Buffer | undefined {
    const into = Buffer.alloc(frame.length);
    return this.writeSame(frame, into) ? into : this.other(frame);
  }

  /** What a frame says, once redacted. @returns undefined where it is left out, or of an unknown kind. @throws MalformedFrame */
  event(frame: Buffer): TraceEvent | undefined {
    const redacted = this.frame(frame);
    return redacted && decodeEvent(redacted);
  }

  /** An address with its port, as the tracepoints write it; '' stays. */
  address(text: string): string {
    return this.tools.address(text);
  }

  /** What a node or a peer calls itself. */
  userAgent(text: string): string {
    return redactedAgent(text);
  }

  /** Why a peer misbehaved. */
  reason(text: string): string {
    return redactedReason(text);
  }

  /** Who a process is. */
  node(node: NodeFrame): NodeFrame {
    return {
      pid: this.pid(node.pid),
      name: programName(node.name),
      chain: chainName(node.chain),
      dataDirectory: dataDirectory(node.dataDirectory, this.tools),
      binary: binaryPath(node.binary),
      userAgent: redactedAgent(node.userAgent),
      present: tracepoints(node.present),
      tracepoints: tracepoints(node.tracepoints),
      unattached: unattachedProbes(node.unattached),
      ...(node.clock && { clock: this.clock(node.clock) }),
    };
  }

  /** Which nodes have one clock stays, and which machine's it is does not. */
  private clock({ boot, ...clock }: NodeClock): NodeClock {
    if (boot === undefined) return clock;
    return { ...clock, boot: this.tools.key(`boot ${boot}`).toString('hex', 0, 8) };
  }

  /** The type of a message. */
  messageType(type: string): string {
    return this.tools.messageType(type);
  }

  /** The number of a process. */
  pid(pid: number): number {
    if (pid === 0) return 0;
    if (this.lastPid[0] !== pid) {
      this.lastPid = [pid, this.permutePid(pid)];
      this.recordedPids.set(this.lastPid[1], pid);
    }
    return this.lastPid[1];
  }

  /** The process that a number stands for, for whoever knows what was recorded. */
  recordedPid(standIn: number): number | undefined {
    return this.recordedPids.get(standIn);
  }

  /** A frame that keeps its size. @returns false for one of another kind. */
  private writeSame(frame: Buffer, into: Buffer): boolean {
    needLength(frame.length, HEADER.size);
    const kind = frame.readUInt16LE(HEADER.kind);
    const isEvent = eventKind(kind) !== undefined;
    if (!isEvent && !(kind in BODIES)) return false;
    // Length, kind and sequence.
    frame.copy(into, 0, 0, HEADER.flags);
    frame.copy(into, HEADER.sequence, HEADER.sequence, HEADER.timeNs);
    into.writeBigUInt64LE(this.monotonic(frame.readBigUInt64LE(HEADER.timeNs)), HEADER.timeNs);
    into.writeUInt32LE(this.pid(frame.readUInt32LE(HEADER.pid)), HEADER.pid);
    if (isEvent) {
      const left = this.events.write(frame, kind, into);
      if (left) this.leftOut[left]++;
      return true;
    }
    const end = BODIES[kind]!;
    needLength(frame.length, end);
    into.writeUInt16LE(frame.readUInt16LE(HEADER.flags) & EventFlag.Final, HEADER.flags);
    frame.copy(into, HEADER.size, HEADER.size, end);
    return true;
  }

  private other(frame: Buffer): Buffer | undefined {
    const kind = frame.readUInt16LE(HEADER.kind);
    switch (kind as FrameKind | typeof BOOKMARK_KIND | typeof NAMES_KIND | typeof FILTERS_KIND) {
      case FrameKind.Hello:
        return this.withHeader(encodeRedactedHello(this.helloOf(decodeHello(frame))), frame);
      case FrameKind.Node:
        return this.withHeader(encodeNode(this.node(decodeNode(frame))), frame);
      case FrameKind.Failure:
        return this.withHeader(encodeFailure({ ...decodeFailure(frame), detail: '' }), frame);
      case BOOKMARK_KIND:
        return this.bookmark(frame);
      // Both may name anything.
      case NAMES_KIND:
        this.leftOut.names += decodeNames(frame).size;
        return undefined;
      case FILTERS_KIND:
        this.leftOut.filters += decodeFilters(frame).length;
        return undefined;
      default:
        this.leftOut.frames++;
        return undefined;
    }
  }

  private helloOf(hello: Hello): Hello {
    const { version, wallNs, monotonicNs, binary } = hello;
    const { times = false, transactions = false } = this.options;
    const wall = wallNs + BigInt(this.tools.shift) * 1_000_000_000n;
    return {
      version,
      wallNs: wall < 0n ? 0n : wall,
      monotonicNs: this.monotonic(monotonicNs),
      host: '',
      binary: binaryPath(binary),
      tracepoints: tracepoints(hello.tracepoints),
      attachMode: attachMode(hello.attachMode),
      unattached: unattachedProbes(hello.unattached),
      redacted: {
        times: times || hello.redacted?.times === true,
        transactions: transactions || hello.redacted?.transactions === true,
      },
    };
  }

  private bookmark(frame: Buffer): Buffer | undefined {
    const bookmark = decodeBookmark(frame);
    if (!this.options.notes) {
      this.leftOut.notes++;
      return undefined;
    }
    const eventNs = Number(this.monotonic(BigInt(bookmark.eventNs)));
    return this.withHeader(encodeBookmark({ ...bookmark, eventNs }), frame);
  }

  /** What is written here has the header of what it stands for. */
  private withHeader(written: Buffer, { buffer, byteOffset, length }: Buffer): Buffer {
    const frame = Buffer.from(buffer, byteOffset, length);
    written.writeBigUInt64LE(this.monotonic(frame.readBigUInt64LE(HEADER.timeNs)), HEADER.timeNs);
    written.writeUInt32LE(this.pid(frame.readUInt32LE(HEADER.pid)), HEADER.pid);
    return written;
  }

  private monotonic(timeNs: bigint): bigint {
    const time = timeNs + this.monotonicShift;
    return time < 0n ? 0n : BigInt.asUintN(63, time);
  }

  private permutePid(pid: number): number {
    // A stranger's file may have any number.
    const [bits, least] = pid < 2 ** PID_BITS ? [PID_BITS, 1] : [32, 2 ** PID_BITS];
    let mapped = pid;
    do mapped = permute(mapped, bits, this.pidKey);
    while (mapped < least);
    return mapped;
  }
}

/** Frames of numbers alone, which are kept: where those end, bytes. */
const BODIES: Readonly<Partial<Record<number, number>>> = {
  [FrameKind.Statistics]: STATISTICS.end,
  [FrameKind.Gap]: GAP.end,
};
