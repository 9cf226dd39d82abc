import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { MESSAGE } from '../../src/shared/events/messages';
import { HEADER } from '../../src/shared/frames/layout';
import { EventKind } from '../unit/support/eventKind';
import { installedExtension } from './session';

/** How long each message takes, nanoseconds. */
export const TRANSIT_NS = 250_000n;
const PEER = 0n;
/** The other node, and its id for the same connection. */
const OTHER = { pid: 999_999, peer: 77n };

/**
 * Writes a capture of two nodes: the recorded session, and the other end of its first peer, as a
 * tracer of both would have seen it.
 */
export function writeTwoNodes(path: string): void {
  const packed = join(installedExtension(), 'dist/native/demo-session.p2ptrace.gz');
  const session = gunzipSync(readFileSync(packed));
  const helloEnd = session.readUInt32LE(HEADER.length);
  const frames: Buffer[] = [];
  for (let at = helloEnd; at < session.length; at += session.readUInt32LE(at)) {
    const frame = session.subarray(at, at + session.readUInt32LE(at));
    frames.push(frame);
    const kind = frame.readUInt16LE(HEADER.kind);
    const isInbound = kind === EventKind.InboundMessage;
    if (!isInbound && kind !== EventKind.OutboundMessage) continue;
    if (frame.readBigInt64LE(MESSAGE.peer) !== PEER) continue;
    frames.push(otherEnd(frame, isInbound));
  }
  const timeOf = (frame: Buffer): bigint => frame.readBigUInt64LE(HEADER.timeNs);
  frames.sort((a, b) => Number(timeOf(a) - timeOf(b)));
  writeFileSync(path, Buffer.concat([session.subarray(0, helloEnd), ...frames]));
}

/** What arrived at one node had left the other before; what left it arrives there later. */
function otherEnd(frame: Buffer, isInbound: boolean): Buffer {
  const other = Buffer.from(frame);
  other.writeUInt16LE(
    isInbound ? EventKind.OutboundMessage : EventKind.InboundMessage,
    HEADER.kind,
  );
  other.writeUInt32LE(OTHER.pid, HEADER.pid);
  other.writeBigInt64LE(OTHER.peer, MESSAGE.peer);
  const time = frame.readBigUInt64LE(HEADER.timeNs);
  other.writeBigUInt64LE(isInbound ? time - TRANSIT_NS : time + TRANSIT_NS, HEADER.timeNs);
  return other;
}
