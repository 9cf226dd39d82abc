import { HEADER } from '../frames/layout';
import { CONNECTION } from './connections';
import { writeU64 } from './writeMessage';

/** Numbers of kinds of events (connections.ts). */
export const CONNECTION_KIND = { inbound: 4, outbound: 5, closed: 6, evicted: 7 } as const;

/** A connection that no probe reported was opened, closed or evicted, as an import has it. */
export interface WrittenConnection {
  kind: (typeof CONNECTION_KIND)[keyof typeof CONNECTION_KIND];
  /** Counted from 1, together with messages. */
  sequence: number;
  /** Nanoseconds on the clock of the hello's `monotonicNs`. */
  timeNs: number;
  pid: number;
  peer: number;
  /** enum Network of Core's netaddress.h. */
  network: number;
  /** Connections of that direction, with this one; or, of one that was closed or evicted, unix seconds when it was established. */
  count: number;
  /** As Core spells it; '' where nobody knows. */
  connectionType: string;
  /** At most 263 bytes. */
  address: Uint8Array;
}

/** Bytes of the frame that {@link writeConnection} writes. */
export const CONNECTION_LENGTH = CONNECTION.end;

/** Writes the frame: `struct connection_event`. @param into Zeros, with room for it from `at` on. */
export function writeConnection(event: WrittenConnection, into: Buffer, at: number): void {
  into.writeUInt32LE(CONNECTION_LENGTH, at + HEADER.length);
  into.writeUInt16LE(event.kind, at + HEADER.kind);
  writeU64(into, event.sequence, at + HEADER.sequence);
  writeU64(into, event.timeNs, at + HEADER.timeNs);
  into.writeUInt32LE(event.pid, at + HEADER.pid);
  into.writeUInt32LE(event.pid, at + HEADER.tid);
  writeU64(into, event.peer, at + CONNECTION.peer);
  into.writeUInt32LE(event.network, at + CONNECTION.network);
  writeU64(into, event.count, at + CONNECTION.existingOrEstablished);
  into.write(event.connectionType, at + CONNECTION.connectionType, 'latin1');
  into.set(event.address, at + CONNECTION.address);
}
