/** Flags of a TCP header. */
export const TCP = { fin: 1, syn: 2, rst: 4, ack: 16 } as const;

/** A TCP segment, as it was captured. */
export interface Segment {
  sequence: number;
  acknowledgment: number;
  /** {@link TCP} */
  flags: number;
  /** What was captured of its data. */
  bytes: Buffer;
  /** Data that it had on the wire, bytes. */
  length: number;
  /** When, and where in the file. */
  moment: Moment;
}

export interface Moment {
  /** Unix time, in whole seconds and nanoseconds. */
  seconds: number;
  nanos: number;
  /** Of its packet in the file. */
  offset: number;
}

const LEAST = 20;
/** No packet has more, bytes: a file may claim any length. */
const MOST = 16 << 20;

/**
 * @param bytes What was captured from the TCP header on. @param length Bytes that it had.
 * @returns undefined where the header is cut or damaged.
 */
export function readSegment(bytes: Buffer, length: number, moment: Moment): Segment | undefined {
  if (bytes.length < LEAST) return undefined;
  const header = (bytes[12]! >>> 4) * 4;
  if (header < LEAST || header > length || length > MOST) return undefined;
  return {
    sequence: bytes.readUInt32BE(4),
    acknowledgment: bytes.readUInt32BE(8),
    flags: bytes[13]!,
    bytes: bytes.subarray(Math.min(header, bytes.length)),
    length: length - header,
    moment,
  };
}

/** Seconds between two moments, negative where the second is the earlier one. */
export function secondsBetween(from: Moment, to: Moment): number {
  return to.seconds - from.seconds + (to.nanos - from.nanos) / 1e9;
}
