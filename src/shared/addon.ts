import type { FailureCode } from './failure';

export interface TracerOptions {
  /** What libbpf opens: a path, or a link in /proc for exactly one file. */
  binary: string;
  /** Bytes, a power of two. */
  ringSize: number;
  /** Payload bytes captured of a message at most. */
  snapLength: number;
  /** As encodeFilter writes it. */
  filter: Buffer;
}

export interface Tracer {
  /** The attached ones, without `net:`. */
  readonly tracepoints: string[];
  /**
   * Drains on a thread of its own, into `memory`: buffers that nobody else touches, of MAX_FRAME bytes
   * or more. A batch is whole frames in the first `length` bytes of one of them. While all are out, the
   * ring buffer fills and the kernel counts losses. The last batch, after `stop`, ends with a statistics
   * frame; then comes `onEnd`.
   */
  start(
    memory: readonly Buffer[],
    onBatch: (number: number, length: number) => void,
    onEnd: () => void,
  ): void;
  /** Gives a batch back. */
  release(number: number): void;
  /** From now on. @param filter As encodeFilter writes it. */
  setFilter(filter: Buffer): void;
  /** Detaches, drains what is left, ends. */
  stop(): void;
}

/** Of every thread of the process; each call throws when the kernel refuses. */
export interface ProcessIds {
  setegid(gid: number): void;
  seteuid(uid: number): void;
  setgid(gid: number): void;
  setuid(uid: number): void;
  /** Leaves the user's supplementary groups and `extraGroup`. */
  initgroups(user: string, extraGroup: number): void;
}

/** dist/native/p2p_trace.node */
export interface Addon extends ProcessIds {
  /** Loads and attaches, synchronously. @throws AddonError */
  open(options: TracerOptions): Tracer;
}

export interface AddonError extends Error {
  code: FailureCode;
}
