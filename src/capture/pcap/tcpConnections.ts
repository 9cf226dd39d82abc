import { LimitedMap } from '../../shared/limitedMap';
import type { IpPacket } from './ipPacket';
import type { Room } from './room';
import { TCP, type Moment, type Segment } from './tcpSegment';
import { TcpStream } from './tcpStream';

/** One of the two ends of a connection, which have no order of meaning. */
export type Side = 0 | 1;

export interface TcpEnd {
  /** 4 or 16 bytes. */
  address: Buffer;
  port: number;
}

/** Takes what is said on a connection. */
export interface TcpListener {
  bytes(side: Side, bytes: Buffer, moment: Moment): void;
  gap(side: Side, missing: number, cut: boolean, moment: Moment): void;
  /** Its end was seen, or another connection took its ports. Nothing comes after this. */
  closed(moment: Moment): void;
  /** Nobody knows whether it goes on: the capture ended, or there were too many others. Nothing comes after this. */
  left(moment: Moment): void;
}

export interface TcpOpening {
  ends: readonly [TcpEnd, TcpEnd];
  /** Who connected; undefined where the beginning was not captured. */
  initiator: Side | undefined;
  moment: Moment;
}

/** How many are followed at a time; with a later one the one that was silent longest is left. */
const MOST_CONNECTIONS = 20_000;
/** Moving to the end of the list takes longer than reading a segment, so that it happens once in so many. */
const STALE = 1000;

/** Follows TCP connections through segments as they were captured. */
export class TcpConnections {
  /** Connections that were left, since there were too many. */
  crowded = 0;
  conflicts = 0;
  /** Holes that were given up for want of memory. */
  holes = 0;
  private readonly connections: LimitedMap<string, Connection>;
  private segments = 0;
  private last: Moment = { seconds: 0, nanos: 0, offset: 0 };

  constructor(
    private readonly room: Room,
    private readonly listen: (opening: TcpOpening) => TcpListener,
  ) {
    this.connections = new LimitedMap(MOST_CONNECTIONS, (_key, connection) => {
      if (connection.leave(this.last)) this.crowded++;
      this.count(connection);
    });
  }

  add({ source, destination, bytes }: IpPacket, segment: Segment): void {
    const [from, to] = [bytes.readUInt16BE(0), bytes.readUInt16BE(2)];
    const side: Side = (source.compare(destination) || from - to) <= 0 ? 0 : 1;
    const key =
      side === 0 ? keyOf(source, from, destination, to) : keyOf(destination, to, source, from);
    const count = ++this.segments;
    this.last = segment.moment;
    let connection = this.connections.get(key);
    if (connection?.isOver(side, segment)) {
      connection.close(segment.moment);
      this.count(connection);
      this.connections.delete(key);
      connection = undefined;
    }
    if (!connection) {
      // Nothing is known of one that only acknowledges or ends.
      const isStart = (segment.flags & TCP.syn) !== 0;
      if ((!isStart && segment.length === 0) || (segment.flags & TCP.rst) !== 0) return;
      const sender = { address: Buffer.from(source), port: from };
      const receiver = { address: Buffer.from(destination), port: to };
      const ends = side === 0 ? ([sender, receiver] as const) : ([receiver, sender] as const);
      const opening = { ends, initiator: initiatorOf(side, segment), moment: segment.moment };
      connection = new Connection(this.listen(opening), this.room, count);
      this.connections.set(key, connection);
    } else if (count - connection.usedAt > STALE) {
      connection.usedAt = count;
      this.connections.set(key, connection);
    }
    connection.add(side, segment);
  }

  /** The capture has ended. */
  end(): void {
    for (const connection of this.connections.values()) {
      connection.leave(this.last);
      this.count(connection);
    }
    this.connections.clear();
  }

  private count({ streams }: Connection): void {
    for (const { conflicts, crowded } of streams) {
      this.conflicts += conflicts;
      this.holes += crowded;
    }
  }
}

class Connection {
  readonly streams: readonly [TcpStream, TcpStream];
  private isClosed = false;
  /** By side: everything that it sent is known to have been heard, its end too. */
  private readonly ended: [boolean, boolean] = [false, false];
  /** Of the segment that began it, with its direction: the same one may come again. */
  private readonly begun: [number | undefined, number | undefined] = [undefined, undefined];

  /** @param usedAt The number of a segment that moved it to the end of the list. */
  constructor(
    private readonly listener: TcpListener,
    room: Room,
    public usedAt: number,
  ) {
    const stream = (side: Side): TcpStream => {
      const sink = {
        bytes: (bytes: Buffer, moment: Moment) => listener.bytes(side, bytes, moment),
        gap: (missing: number, cut: boolean, moment: Moment) =>
          listener.gap(side, missing, cut, moment),
      };
      return new TcpStream(sink, room);
    };
    this.streams = [stream(0), stream(1)];
  }

  /** A segment belongs to a later connection of the same ends. */
  isOver(side: Side, { flags, sequence, length }: Segment): boolean {
    const stream = this.streams[side];
    if (flags & TCP.syn) {
      // It may come twice.
      if (this.begun[side] !== undefined) return this.begun[side] !== sequence;
      return this.isClosed || stream.hasBegun;
    }
    stream.meet(sequence);
    return length > 0 && stream.isElsewhere;
  }

  add(side: Side, segment: Segment): void {
    if (this.isClosed) return;
    const { flags, sequence, length, moment, acknowledgment } = segment;
    const stream = this.streams[side];
    const other = this.streams[side === 0 ? 1 : 0];
    const isStart = (flags & TCP.syn) !== 0;
    if (isStart) {
      this.begun[side] = sequence;
      stream.begin(sequence + 1);
      // Data that comes along with it has no number of its own.
      if (length > 0) stream.add({ ...segment, sequence: (sequence + 1) >>> 0 });
    } else {
      if (stream.isFar) return;
      stream.add(segment);
    }
    if (flags & TCP.rst) {
      this.close(moment);
      return;
    }
    if (flags & TCP.fin) stream.finish(sequence + length + (isStart ? 1 : 0));
    if (flags & TCP.ack) other.acknowledge(acknowledgment, moment);
    const isEnd = this.isEnding(side, flags, acknowledgment);
    if (isEnd) this.close(moment);
  }

  close(moment: Moment): void {
    if (!this.flush(moment)) return;
    this.listener.closed(moment);
  }

  /** @returns false where its end had been seen. */
  leave(moment: Moment): boolean {
    if (!this.flush(moment)) return false;
    this.listener.left(moment);
    return true;
  }

  private flush(moment: Moment): boolean {
    if (this.isClosed) return false;
    this.isClosed = true;
    for (const stream of this.streams) stream.flush(moment);
    return true;
  }

  /** Both ends have said that they end, and it is known that each has been heard. */
  private isEnding(side: Side, flags: number, acknowledgment: number): boolean {
    const other: Side = side === 0 ? 1 : 0;
    this.ended[side] ||= this.streams[side].isFinished;
    const isHeard = (flags & TCP.ack) !== 0 && this.streams[other].isAcknowledged(acknowledgment);
    this.ended[other] ||= isHeard;
    return this.ended[0] && this.ended[1];
  }
}

function initiatorOf(side: Side, { flags }: Segment): Side | undefined {
  if ((flags & TCP.syn) === 0) return undefined;
  if ((flags & TCP.ack) === 0) return side;
  return side === 0 ? 1 : 0;
}

function keyOf(a: Buffer, aPort: number, b: Buffer, bPort: number): string {
  return a.toString('latin1') + b.toString('latin1') + String.fromCharCode(aPort, bPort);
}
