import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { encodeHello } from '../src/shared/frames/hello';
import { FORMAT_VERSION, HEADER } from '../src/shared/frames/layout';

/** The time of the first event of a session, so that no time is zero. */
export const BEGIN_NS = 1_000_000_000n;

/**
 * @param wallNs Unix time at {@link BEGIN_NS}. Nothing says which machine the recording was made on.
 * @param tracepoints What was recorded, by name.
 */
export function sessionHello(wallNs: bigint, tracepoints: string[]): Buffer {
  const frame = encodeHello({
    version: FORMAT_VERSION,
    wallNs,
    monotonicNs: BEGIN_NS,
    host: 'demo',
    binary: 'bitcoind',
    tracepoints,
    attachMode: 'recorded',
    unattached: [],
  });
  // The header of a live hello says who wrote it and when.
  frame.writeBigUInt64LE(BEGIN_NS, HEADER.timeNs);
  frame.writeUInt32LE(1, HEADER.pid);
  return frame;
}

/** The same frames give the same bytes. */
export function writeSession(path: string, frames: Buffer[]): void {
  const gzipped = gzipSync(Buffer.concat(frames), { level: 9 });
  // The operating system in the gzip header: unknown.
  gzipped[9] = 255;
  writeFileSync(path, gzipped);
}
