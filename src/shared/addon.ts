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
   * Writes whole frames into a socket, on a thread of its own. What the socket does not take waits in
   * the ring buffer; where that is full, the kernel counts losses. After `stop` a statistics frame is
   * the last one; then comes `onEnd`.
   * @param descriptor Of a non-blocking socket that nobody else writes to meanwhile.
   */
  start(descriptor: number, onEnd: () => void): void;
  /** From now on. @param filter As encodeFilter writes it. */
  setFilter(filter: Buffer): void;
  /** Detaches, writes what is left, as long as somebody takes it, ends. */
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
  /** Major and minor version of the libbpf inside: 1.1. */
  readonly libbpf: string;
  /** Loads and attaches, synchronously. @throws AddonError */
  open(options: TracerOptions): Tracer;
}

export interface AddonError extends Error {
  code: FailureCode;
}
