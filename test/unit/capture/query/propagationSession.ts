import { hash256 } from '../../../../src/bitcoin/hash';
import { reversedHex } from '../../../../src/bitcoin/text/hex';
import { encodeHello } from '../../../../src/shared/frames/hello';
import { encodeNode } from '../../../../src/shared/frames/node';
import type { NodeClock } from '../../../../src/shared/frames/nodeClock';
import { HEADER } from '../../../../src/shared/frames/layout';
import { blockConnected } from '../../support/effects';
import { HELLO, message, NODE } from '../../support/frames';

/** Nodes of a fleet by their process numbers. */
export const CITIES = ['berlin', 'oslo', 'tokyo', 'lima', 'perth', 'turin'] as const;

export const headerOf = (nth: number): Buffer => {
  const header = Buffer.alloc(80, 7);
  header.writeUInt32LE(nth, 76);
  return header;
};
export const wireHash = (nth: number): Buffer => hash256(headerOf(nth));
export const hashOf = (nth: number): string => reversedHex(wireHash(nth));

export function fleetHello(attachMode = 'fleet', traced = true): Buffer {
  const effects = traced ? ['mempool:added', 'validation:block_connected'] : [];
  return encodeHello({
    ...HELLO,
    attachMode,
    tracepoints: [...HELLO.tracepoints, ...effects],
  });
}

/** Who the node of this number is, from 1. */
export function nodeOf(pid: number, clock?: NodeClock, more: object = {}): Buffer {
  const name = CITIES[(pid - 1) % CITIES.length]!;
  const node = { ...NODE, pid, name, dataDirectory: `/data/${pid}`, ...more };
  const frame = encodeNode({ ...node, ...(clock && { clock }) });
  frame.writeBigUInt64LE(0n, HEADER.timeNs);
  return frame;
}

/** What a node and its peers say, in milliseconds. */
export class Said {
  readonly frames: { ms: number; frame: Buffer }[] = [];

  hears(pid: number, ms: number, type: string, payload: Buffer, peer = 1): this {
    return this.add(pid, ms, type, payload, peer, 'inbound');
  }

  sends(pid: number, ms: number, type: string, payload: Buffer, peer = 1): this {
    return this.add(pid, ms, type, payload, peer, 'outbound');
  }

  connects(pid: number, ms: number, nth: number): this {
    const timeNs = timeOf(ms);
    this.frames.push({
      ms,
      frame: blockConnected({ pid, timeNs, hash: hashOf(nth), height: 800_000 + nth }),
    });
    return this;
  }

  event(ms: number, frame: Buffer): this {
    this.frames.push({ ms, frame });
    return this;
  }

  /** In the order in which they happened. */
  get inOrder(): Buffer[] {
    return [...this.frames].sort((a, b) => a.ms - b.ms).map(({ frame }) => frame);
  }

  private add(
    pid: number,
    ms: number,
    type: string,
    payload: Buffer,
    peer: number,
    direction: 'inbound' | 'outbound',
  ): this {
    const address = `203.0.113.${peer % 250}:8333`;
    const fields = { pid, peer, type, payload, address, direction, timeNs: timeOf(ms) };
    this.frames.push({ ms, frame: message(fields) });
    return this;
  }
}

export const timeOf = (ms: number): number => Math.round(1e12 + ms * 1e6);

export const announcing = (nth: number): Buffer =>
  Buffer.concat([Buffer.of(1), headerOf(nth), Buffer.of(0)]);
export const compactOf = (nth: number): Buffer =>
  Buffer.concat([headerOf(nth), Buffer.alloc(8), Buffer.of(0), Buffer.of(1), Buffer.alloc(100)]);
export const inventory = (type: number, ...hashes: Buffer[]): Buffer =>
  Buffer.concat([
    hashes.length < 253
      ? Buffer.of(hashes.length)
      : Buffer.of(0xfd, hashes.length & 0xff, hashes.length >> 8),
    ...hashes.flatMap((hash) => [Buffer.of(type, 0, 0, 0), hash]),
  ]);
export const asking = (nth: number): Buffer =>
  Buffer.concat([wireHash(nth), Buffer.of(1), Buffer.of(0)]);
export const answering = (nth: number): Buffer =>
  Buffer.concat([wireHash(nth), Buffer.of(1), Buffer.alloc(200)]);
