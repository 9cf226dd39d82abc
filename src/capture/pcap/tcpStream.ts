import type { Room } from './room';
import { secondsBetween, type Moment, type Segment } from './tcpSegment';

/** What one end of a connection sent, in its order. */
export interface StreamSink {
  /** @param bytes Good until this returns. @param moment When they were there with all that comes before. */
  bytes(bytes: Buffer, moment: Moment): void;
  /** Bytes are missing. @param cut By the snap length of the capture, so that all others are known to be there. */
  gap(missing: number, cut: boolean, moment: Moment): void;
}

/** Sequence numbers that are further away, bytes, are of another connection: no window is as large in practice. */
const FAR = 64 << 20;
/** So many of them in a row are no accident. */
const MOST_FAR = 3;
/** The receiver has what the capture lacks: packets of several queues may still be recorded out of order. */
const ACKNOWLEDGED = { seconds: 1, segments: 100 } as const;
/** Nobody sends it again any more. */
const SILENCE = 30;
/** What a held segment takes beside its bytes. */
const OVERHEAD = 400;

interface Held {
  sequence: number;
  bytes: Buffer;
  length: number;
  moment: Moment;
}

/** Puts in order what one end of a TCP connection sent, each byte once. */
export class TcpStream {
  /** Bytes that were sent twice with different content, as far as both are known; what came first counts. */
  conflicts = 0;
  /** Holes that were given up for want of room. */
  crowded = 0;
  /** Of the first byte that has not come; undefined before anything has. */
  private next: number | undefined;
  /** After the last byte, once that is known. */
  private end: number | undefined;
  /** What lies behind a hole, in order, without overlaps. */
  private readonly waiting: Held[] = [];
  private held = 0;
  private holeSince: Moment | undefined;
  private acknowledgedSince: Moment | undefined;
  private segments = 0;
  private far = 0;

  constructor(
    private readonly sink: StreamSink,
    private readonly room: Room,
  ) {}

  /** It begins with this number. */
  begin(sequence: number): void {
    this.next ??= sequence >>> 0;
  }

  /** Everything up to the end has come, or is known to have arrived. */
  get isFinished(): boolean {
    return this.end !== undefined && this.next === this.end;
  }

  /** Nothing follows this number. */
  finish(sequence: number): void {
    this.end = sequence >>> 0;
  }

  /** Something of it was seen. */
  get hasBegun(): boolean {
    return this.next !== undefined;
  }

  /** Learns of a segment before it is added. */
  meet(sequence: number): void {
    const isFar = this.next !== undefined && Math.abs(distance(this.next, sequence)) > FAR;
    this.far = isFar ? this.far + 1 : 0;
  }

  /** The last segment was far from what could come. */
  get isFar(): boolean {
    return this.far > 0;
  }

  /** What comes belongs to another connection. */
  get isElsewhere(): boolean {
    return this.far >= MOST_FAR;
  }

  add({ sequence, bytes, length, moment }: Segment): void {
    if (length === 0) return;
    const next = (this.next ??= sequence);
    const ahead = distance(next, sequence);
    if (ahead + length <= 0) return;
    if (ahead > 0) this.hold(sequence, bytes, length, moment);
    else {
      this.deliver(bytes.subarray(-ahead), length + ahead, moment);
      if (this.waiting.length > 0) this.drain(moment);
    }
    this.look(moment);
  }

  /** The other end has everything before this number. */
  acknowledge(number: number, moment: Moment): void {
    if (this.next === undefined || this.waiting.length === 0) return;
    if (distance(this.next, number) > 0) this.acknowledgedSince ??= moment;
    this.look(moment);
  }

  /** The other end has all of it, the end too. */
  isAcknowledged(number: number): boolean {
    return this.end !== undefined && distance(this.end, number) > 0;
  }

  /** Nothing more comes: what is missing is lost. */
  flush(moment: Moment): void {
    while (this.waiting.length > 0) this.giveUp();
    const { next, end } = this;
    if (next === undefined || end === undefined) return;
    const missing = distance(next, end);
    if (missing <= 0) return;
    this.next = end;
    this.sink.gap(missing, false, moment);
  }

  private deliver(bytes: Buffer, length: number, moment: Moment): void {
    this.next = (this.next! + length) >>> 0;
    if (bytes.length > 0) this.sink.bytes(bytes, moment);
    if (bytes.length < length) this.sink.gap(length - bytes.length, true, moment);
  }

  /** @param moment When the hole was filled; undefined where it was not, and each has its own. */
  private drain(moment: Moment | undefined): void {
    const { waiting } = this;
    let count = 0;
    for (; count < waiting.length; count++) {
      const held = waiting[count]!;
      const ahead = distance(this.next!, held.sequence);
      if (ahead > 0) break;
      const { bytes, length } = held;
      this.release(bytes.length);
      if (ahead + length > 0)
        this.deliver(bytes.subarray(-ahead), length + ahead, moment ?? held.moment);
    }
    if (count === 0) return;
    waiting.splice(0, count);
    // What is behind the next hole has waited for that one too.
    this.holeSince = waiting[0]?.moment;
    this.acknowledgedSince = undefined;
    this.segments = 0;
  }

  /** Keeps what is not there yet of a segment behind a hole. */
  private hold(sequence: number, bytes: Buffer, length: number, moment: Moment): void {
    this.holeSince ??= moment;
    let from = 0;
    for (let at = this.place(sequence); from < length; at++) {
      const other = this.waiting[at];
      const until = other ? distance(sequence, other.sequence) : length;
      if (until > from) {
        const end = Math.min(until, length);
        if (!this.keep(at, (sequence + from) >>> 0, bytes.subarray(from, end), end - from, moment))
          return;
        at++;
      }
      if (!other) return;
      this.compare(other, sequence, bytes);
      from = Math.max(from, until + other.length);
    }
  }

  /** @returns Where the first held segment stands that ends after this number. */
  private place(sequence: number): number {
    const { waiting } = this;
    let low = 0;
    let high = waiting.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const { sequence: start, length } = waiting[middle]!;
      if (distance(start, sequence) >= length) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** @returns false where there was no room, and all holes up to here were given up for it. */
  private keep(
    at: number,
    sequence: number,
    bytes: Buffer,
    length: number,
    moment: Moment,
  ): boolean {
    const size = bytes.length + OVERHEAD;
    if (!this.room.take(this.held, size)) {
      this.crowded++;
      while (this.waiting.length > 0) this.giveUp();
      const missing = distance(this.next!, sequence);
      if (missing > 0) this.lose(missing, moment);
      const behind = -distance(this.next!, sequence);
      if (behind < length) this.deliver(bytes.subarray(behind), length - behind, moment);
      return false;
    }
    this.held += size;
    const copy = Buffer.allocUnsafeSlow(bytes.length);
    bytes.copy(copy);
    this.waiting.splice(at, 0, { sequence, bytes: copy, length, moment });
    return true;
  }

  private compare(other: Held, sequence: number, bytes: Buffer): void {
    const ahead = distance(sequence, other.sequence);
    const from = Math.max(0, ahead);
    const to = Math.min(bytes.length, ahead + other.bytes.length);
    if (from >= to) return;
    const same = bytes.subarray(from, to).equals(other.bytes.subarray(from - ahead, to - ahead));
    if (!same) this.conflicts += to - from;
  }

  /** Gives up what has been missing for too long. */
  private look(moment: Moment): void {
    const { holeSince, acknowledgedSince, waiting } = this;
    if (waiting.length === 0 || !holeSince) return;
    const isOld = secondsBetween(holeSince, moment) > SILENCE;
    const isThere =
      acknowledgedSince !== undefined &&
      (++this.segments > ACKNOWLEDGED.segments ||
        secondsBetween(acknowledgedSince, moment) > ACKNOWLEDGED.seconds);
    if (isOld || isThere) this.giveUp();
  }

  private giveUp(): void {
    const [first] = this.waiting;
    if (!first) return;
    this.lose(distance(this.next!, first.sequence), first.moment);
    this.drain(undefined);
  }

  private lose(missing: number, moment: Moment): void {
    this.next = (this.next! + missing) >>> 0;
    this.sink.gap(missing, false, moment);
  }

  private release(bytes: number): void {
    this.held -= bytes + OVERHEAD;
    this.room.give(bytes + OVERHEAD);
  }
}

/** Bytes from one sequence number to another, which wrap; negative where the second is the earlier one. */
function distance(from: number, to: number): number {
  return (to - from) | 0;
}
