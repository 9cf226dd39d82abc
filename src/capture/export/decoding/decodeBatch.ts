import { CHAINS, type Chain } from '../../../bitcoin/read/payload';
import type { Clock } from '../eventJson';

/** Bytes of frames that go to a thread together; a single frame may have more. */
const MOST_BYTES = 256 * 1024;
/** Frames at most: the smallest events have 128 bytes. */
const MOST_FRAMES = MOST_BYTES / 64;
/**
 * Bytes of memory that are kept for later: as many as may be under way. What is thrown away of shared memory is not
 * collected soon, since V8 does not count it.
 */
const MOST_FREE = 8_000_000;
/** Numbers that stand beside each frame. */
const FACTS = 3;

/** Whole frames of events, with what is not in them, on their way to a thread. */
export interface DecodeBatch {
  clock: Clock;
  /** In shared memory, which threads need not copy. */
  frames: Uint8Array<SharedArrayBuffer>;
  /** For each frame the place of the chain among {@link CHAINS}, the peer's version and the row; NaN where there is none. */
  facts: Float64Array;
  /** Stands before the first object. */
  lead: string;
}

/** What is known of a frame. */
export interface FrameFacts {
  chain: Chain;
  peerVersion: number | undefined;
  row: number | undefined;
}

/** Gathers frames. */
export class BatchBuilder {
  private bytes: Uint8Array<SharedArrayBuffer> | undefined;
  private length = 0;
  /** What batches had that are done. */
  private readonly free: SharedArrayBuffer[] = [];
  private freeBytes = 0;
  private facts = new Float64Array(0);
  private count = 0;

  /** Whether a frame goes into the batch that is gathered. */
  hasRoom(frame: Uint8Array): boolean {
    const { bytes, length, count } = this;
    return bytes === undefined || (length + frame.length <= bytes.length && count < MOST_FRAMES);
  }

  get isEmpty(): boolean {
    return this.count === 0;
  }

  add(frame: Uint8Array, { chain, peerVersion = NaN, row = NaN }: FrameFacts): void {
    if (!this.bytes) {
      this.bytes = new Uint8Array(this.memory(frame.length));
      this.facts = new Float64Array(MOST_FRAMES * FACTS);
    }
    this.bytes.set(frame, this.length);
    this.length += frame.length;
    const at = this.count++ * FACTS;
    this.facts[at] = CHAINS.indexOf(chain);
    this.facts[at + 1] = peerVersion;
    this.facts[at + 2] = row;
  }

  /** Memory of a batch that is done. */
  reuse({ frames: { buffer } }: DecodeBatch): void {
    if (this.freeBytes + buffer.byteLength > MOST_FREE) return;
    this.free.push(buffer);
    this.freeBytes += buffer.byteLength;
  }

  take(clock: Clock, lead: string): DecodeBatch {
    const { length, count } = this;
    const frames = this.bytes!.subarray(0, length);
    const facts = this.facts.subarray(0, count * FACTS);
    this.bytes = undefined;
    this.length = this.count = 0;
    return { clock, frames, facts, lead };
  }

  /** For a frame of so many bytes and those after it: of few sizes, so that it can be used again. */
  private memory(length: number): SharedArrayBuffer {
    const size = Math.max(MOST_BYTES, 2 ** Math.ceil(Math.log2(length)));
    const at = this.free.findIndex(({ byteLength }) => byteLength === size);
    if (at < 0) return new SharedArrayBuffer(size);
    this.freeBytes -= size;
    return this.free.splice(at, 1)[0]!;
  }
}

/** @param position Of the frame in the batch. */
export function factsOf({ facts }: DecodeBatch, position: number): FrameFacts {
  const at = position * FACTS;
  const [chain, peerVersion, row] = [facts[at]!, facts[at + 1]!, facts[at + 2]!];
  return {
    chain: CHAINS[chain]!,
    peerVersion: Number.isNaN(peerVersion) ? undefined : peerVersion,
    row: Number.isNaN(row) ? undefined : row,
  };
}
