import { HEADER } from '../frames/layout';
import { MISBEHAVING, misbehaving } from './misbehaving';
import { writeU64 } from './writeMessage';

/** A peer broke the rules, as an import has it. */
export interface WrittenMisbehaving {
  /** Counted from 1, together with messages. */
  sequence: number;
  /** Nanoseconds on the clock of the hello's `monotonicNs`. */
  timeNs: number;
  pid: number;
  peer: number;
  /** At most 135 bytes. */
  reason: Uint8Array;
}

/** Bytes of the frame that {@link writeMisbehaving} writes. */
export const MISBEHAVING_LENGTH = MISBEHAVING.end;

/** Writes the frame: `struct misbehaving_event`. @param into Zeros, with room for it from `at` on. */
export function writeMisbehaving(event: WrittenMisbehaving, into: Buffer, at: number): void {
  into.writeUInt32LE(MISBEHAVING_LENGTH, at + HEADER.length);
  into.writeUInt16LE(misbehaving.kind, at + HEADER.kind);
  writeU64(into, event.sequence, at + HEADER.sequence);
  writeU64(into, event.timeNs, at + HEADER.timeNs);
  into.writeUInt32LE(event.pid, at + HEADER.pid);
  into.writeUInt32LE(event.pid, at + HEADER.tid);
  writeU64(into, event.peer, at + MISBEHAVING.peer);
  into.set(event.reason, at + MISBEHAVING.reason);
}
