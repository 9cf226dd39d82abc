import { Batcher, type Moment } from '../../../src/fleet/agent/batcher';
import { Batches } from '../../../src/fleet/reader/batches';
import { Merger, type Wanted } from '../../../src/fleet/reader/merger';
import { decodePart } from '../../../src/fleet/wire/part';
import { eventsOf, type TraceEvent } from '../../../src/shared/events/event';
import type { GapFrame } from '../../../src/capture/store/gapFrame';
import { decodeGap } from '../../../src/capture/store/gapFrame';
import type { NodeClock } from '../../../src/shared/frames/nodeClock';
import { FrameKind, HEADER } from '../../../src/shared/frames/layout';

/** Unix milliseconds at which the readers of these tests begin. */
export const NOW = 1_800_000_000_000;
const ABOUT = { host: 'nats://test', binary: '', tracepoints: [], unattached: [] };

/** An agent whose clock says that it is `NOW` when its CLOCK_MONOTONIC says 1000 s. */
export class TestAgent {
  readonly batcher: Batcher;

  constructor(mostBytes = 1000) {
    this.batcher = new Batcher(mostBytes);
  }

  /** @param ms After NOW. @returns The parts of the batch that takes these frames. */
  close(frames: readonly Buffer[], ms = 0, isLast = false, clock?: NodeClock): Buffer[] {
    for (const frame of frames) this.batcher.add(frame);
    const now = { ...momentAt(ms), ...(clock && { clock }) };
    const batch = this.batcher.close(now, isLast);
    this.batcher.accept(now);
    return [...(batch?.parts ?? [])];
  }
}

export function momentAt(ms: number): Moment {
  return {
    wallNs: BigInt(NOW + ms) * 1_000_000n,
    monotonicNs: 1_000_000_000_000n + BigInt(ms) * 1_000_000n,
  };
}

/** CLOCK_MONOTONIC of the agents here. @param ms After NOW. */
export const timeAt = (ms: number): number => 1e12 + ms * 1e6;

/** A reader without a server. */
export class TestReader {
  readonly merger: Merger;
  readonly batches: Batches;

  constructor(wanted: Wanted = {}, wants: (topic: number) => boolean = () => true) {
    this.merger = new Merger(BigInt(NOW) * 1_000_000n, ABOUT, wanted);
    this.batches = new Batches(wants, {
      onBatch: (node, batch) => this.merger.add(node, batch),
      onSession: (node, inOrder, storedAt) => this.merger.resume(node, storedAt),
    });
  }

  /** @param ms When the server has them, after NOW. */
  take(node: string, parts: readonly Buffer[], ms = 1000): void {
    for (const part of parts) this.batches.add(node, decodePart(Buffer.from(part)), NOW + ms, ms);
  }

  /** @returns All frames that are due. */
  release(ms = Infinity): Buffer[] {
    const run = this.merger.release(ms === Infinity ? ms : NOW + ms);
    const frames: Buffer[] = [];
    for (let at = 0, length; at < run.length; at += length) {
      length = run.readUInt32LE(at + HEADER.length);
      frames.push(run.subarray(at, at + length));
    }
    return frames;
  }
}

export function events(frames: readonly Buffer[]): TraceEvent[] {
  return [...eventsOf(Buffer.concat(frames))];
}

export function gaps(frames: readonly Buffer[]): GapFrame[] {
  return frames
    .filter((frame) => frame.readUInt16LE(HEADER.kind) === (FrameKind.Gap as number))
    .map(decodeGap);
}
