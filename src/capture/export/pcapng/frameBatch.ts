import type { Chain } from '../../../bitcoin/read/payload';
import { decodeEvent, type TraceEvent } from '../../../shared/events/event';
import { HEADER } from '../../../shared/frames/layout';
import type { Gap } from '../../index/losses';
import { SharedMemory } from '../threads/sharedMemory';
import type { FrameFacts, FrameExporter, GivenFrame } from '../exporter';

/** Bytes of frames that go to a thread together; a single frame may have more. */
const MOST_BYTES = 512 * 1024;
/** Frames at most: the smallest have 128 bytes. */
const MOST_FRAMES = MOST_BYTES / 128;

/** What is said before a frame, or after the last one, in this order. */
export type Aside =
  | { gap: Gap }
  | { leftOut: true }
  /** The chain of a process, from here on. */
  | { pid: number; chain: Chain | undefined }
  /** Of the peer of the frame that follows. */
  | { address: string };

/** Whole frames with what is not in them, on their way to an exporter in another thread. */
export interface FrameBatch {
  /** In shared memory, which a thread need not copy. */
  frames: Uint8Array<SharedArrayBuffer>;
  /** Of each frame; NaN where it is not a row. */
  rows: Float64Array<ArrayBuffer>;
  /** With the number of frames before each. */
  asides: readonly (readonly [position: number, aside: Aside])[];
}

/** Gathers frames. */
export class FrameBatchBuilder {
  private readonly memory = new SharedMemory();
  private bytes: Uint8Array<SharedArrayBuffer> | undefined;
  private length = 0;
  private rows = new Float64Array(0);
  private count = 0;
  private asides: [number, Aside][] = [];

  get isEmpty(): boolean {
    return this.count === 0 && this.asides.length === 0;
  }

  hasRoom(frame: Uint8Array): boolean {
    const { bytes, length, count } = this;
    return bytes === undefined || (length + frame.length <= bytes.length && count < MOST_FRAMES);
  }

  add(frame: Uint8Array, row = NaN): void {
    if (!this.bytes) {
      this.bytes = this.memory.take(Math.max(MOST_BYTES, frame.length));
      this.rows = new Float64Array(MOST_FRAMES);
    }
    this.bytes.set(frame, this.length);
    this.length += frame.length;
    this.rows[this.count++] = row;
  }

  aside(aside: Aside): void {
    this.asides.push([this.count, aside]);
  }

  /** Memory of a batch that is done. */
  reuse({ frames }: FrameBatch): void {
    this.memory.giveBack(frames);
  }

  take(): FrameBatch {
    const { bytes = this.memory.take(1), rows, asides, length, count } = this;
    this.bytes = undefined;
    this.length = this.count = 0;
    this.asides = [];
    return { frames: bytes.subarray(0, length), rows: rows.subarray(0, count), asides };
  }
}

/** A frame of a batch, which is whole. */
class BatchedFrame implements GivenFrame {
  private decoded: TraceEvent | undefined;

  constructor(readonly frame: Buffer) {}

  event(): TraceEvent | undefined {
    return (this.decoded ??= decodeEvent(this.frame));
  }
}

/**
 * Has an exporter write a batch.
 * @param chains Of each process, which is what the exporter asks for; kept from one batch to the next.
 * @param onReady Is given what is ready, whose bytes are valid during the call.
 */
export function writeBatch(
  { frames: bytes, rows, asides }: FrameBatch,
  exporter: FrameExporter,
  chains: Map<number, Chain | undefined>,
  onReady: (pieces: readonly Uint8Array[]) => void,
): void {
  const frames = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let next = 0;
  let at = 0;
  for (let position = 0; position <= rows.length; position++) {
    let address = '';
    for (; asides[next]?.[0] === position; next++) {
      const aside = asides[next]![1];
      if ('gap' in aside) exporter.gap(aside.gap);
      else if ('leftOut' in aside) exporter.leaveOut();
      else if ('pid' in aside) chains.set(aside.pid, aside.chain);
      else address = aside.address;
    }
    if (position === rows.length) break;
    const stop = at + frames.readUInt32LE(at + HEADER.length);
    const row = rows[position]!;
    const facts: FrameFacts | undefined = Number.isNaN(row) ? undefined : { row, address };
    const ready = exporter.frame(new BatchedFrame(frames.subarray(at, stop)), facts);
    if (ready.length > 0) onReady(ready);
    at = stop;
  }
  onReady(exporter.flush());
}
