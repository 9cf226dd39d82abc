import type { FailureCode } from './failure';

export interface TracerOptions {
  /** What libbpf opens: a path, or /proc/PID/exe for exactly the binary that a process runs. */
  binary: string;
  /** Trace this process only; 0 for every process of the binary, running now or later. */
  pid: number;
  /** Bytes, a power of two. */
  ringSize: number;
  /** Payload bytes captured of a message at most. */
  snapLength: number;
}

export interface Tracer {
  /** The attached ones, without `net:`. */
  readonly tracepoints: string[];
  /** `uprobe_multi` or `perf events`. */
  readonly attachMode: string;
  /**
   * Drains on a thread of its own. A batch is whole frames, in memory of which there is only so much:
   * `release` gives it back and empties the buffer. Where too much is out, the ring buffer fills and
   * the kernel counts losses. The last batch, after `stop`, ends with a statistics frame; then comes
   * `onEnd`.
   */
  start(onBatch: (frames: Buffer, release: () => void) => void, onEnd: () => void): void;
  /** From now on; 0 for every process of the binary. */
  onlyPid(pid: number): void;
  /** Detaches, drains what is left, ends. */
  stop(): void;
}

/** dist/native/p2p_trace.node */
export interface Addon {
  /** Loads and attaches, synchronously. @throws AddonError */
  open(options: TracerOptions): Tracer;
}

export interface AddonError extends Error {
  code: FailureCode;
}
