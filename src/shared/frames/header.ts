import { HEADER } from './layout';

/** Every frame that a probe caused has these. */
export interface EventHeader {
  /** The number of its kind: see eventKind. */
  kindNumber: number;
  /** 1, 2, …: a number that never arrives is a lost event. */
  sequence: number;
  /** CLOCK_MONOTONIC, nanoseconds (exact below 2^53: 104 days of uptime). */
  timeNs: number;
  pid: number;
  /** Events that never arrived since the last one that did (ring buffer full). */
  lostRingFull: number;
}

/** Exact below 2^53. */
export function readU64(frame: Buffer, at: number): number {
  return frame.readUInt32LE(at) + frame.readUInt32LE(at + 4) * 2 ** 32;
}

/** Exact within ±2^53. */
export function readI64(frame: Buffer, at: number): number {
  return frame.readUInt32LE(at) + frame.readInt32LE(at + 4) * 2 ** 32;
}

/** @param frame At least HEADER.size bytes. */
export function readHeader(frame: Buffer): EventHeader {
  return {
    kindNumber: frame.readUInt16LE(HEADER.kind),
    sequence: readU64(frame, HEADER.sequence),
    timeNs: readU64(frame, HEADER.timeNs),
    pid: frame.readUInt32LE(HEADER.pid),
    lostRingFull: frame.readUInt32LE(HEADER.lostRingFull),
  };
}
