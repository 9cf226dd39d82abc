import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { HEADER } from '../../src/shared/frames/layout';
import { EventKind } from '../unit/support/eventKind';
import { installedExtension } from './session';

/** Nanoseconds between two runs of the session. */
const PAUSE = 1_000_000_000n;

/** Writes a capture of so many messages at least: the recorded session, again and again. */
export function writeManyMessages(path: string, count: number): void {
  const packed = join(installedExtension(), 'dist/native/demo-session.p2ptrace.gz');
  const session = gunzipSync(readFileSync(packed));
  const helloEnd = session.readUInt32LE(HEADER.length);
  const events = session.subarray(helloEnd);
  const frames: number[] = [];
  let messages = 0;
  for (let at = 0; at < events.length; at += events.readUInt32LE(at)) {
    frames.push(at);
    const kind = events.readUInt16LE(at + HEADER.kind);
    if (kind === EventKind.InboundMessage || kind === EventKind.OutboundMessage) messages++;
  }
  const times = frames.map((at) => events.readBigUInt64LE(at + HEADER.timeNs));
  const length = times.at(-1)! - times[0]! + PAUSE;
  const file = openSync(path, 'w');
  writeSync(file, session, 0, helloEnd);
  for (let run = 0; run * messages < count; run++) {
    for (const [i, at] of frames.entries())
      events.writeBigUInt64LE(times[i]! + BigInt(run) * length, at + HEADER.timeNs);
    writeSync(file, events);
  }
  closeSync(file);
}
