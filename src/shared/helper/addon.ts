import type { FailureCode } from '../frames/failure';
import type { UnattachedProbe } from '../frames/probeLists';

export interface TracerOptions {
  /** What libbpf opens: a path, or a link in /proc for exactly one file. */
  binary: string;
  /** Bytes, a power of two. */
  ringSize: number;
  /** Payload bytes captured of a message at most. */
  snapLength: number;
  /** What becomes of unspent coins, too: utxocache:*. */
  coins: boolean;
  /** What encodeFilter writes. */
  filter: Buffer;
}

export interface Tracer {
  /** The attached ones, without `net:`. */
  readonly tracepoints: string[];
  /** Those whose events are not seen although they could be expected, and why. */
  readonly unattached: UnattachedProbe[];
  /**
   * Writes whole frames into a socket, on a thread of its own. What the socket does not take waits in
   * the ring buffer; where that is full, the kernel counts losses. After `stop` a statistics frame is
   * the last one; then comes `onEnd`.
   * @param descriptor A non-blocking socket that nobody else writes to meanwhile.
   */
  start(descriptor: number, onEnd: () => void): void;
  /** From now on. @param filter As encodeFilter writes it. */
  setFilter(filter: Buffer): void;
  /** Detaches, writes what is left, as long as somebody takes it, ends. */
  stop(): void;
}

/** dist/native/p2p_trace.node */
export interface Addon {
  /** Major and minor version of the libbpf inside: 1.1. */
  readonly libbpf: string;
  /** Keeps all but root from tracing or dumping this process. @throws Error unless it is so. */
  shield(): void;
  /** Loads and attaches, synchronously. @throws AddonError */
  open(options: TracerOptions): Tracer;
  /**
   * Runs this program anew in its place, where nothing can use io_uring. @param args Its own, its name
   * first. @throws Error when the kernel refuses.
   */
  restartWithoutIoUring(args: string[]): never;
  /** Gives up every privilege, on every thread, for good. @throws Error when the kernel refuses. */
  becomeUser(uid: number): void;
  /** Lets every thread do what streaming needs, and nothing else. @throws Error likewise. */
  seal(): void;
  /** Of the process that connected to a unix socket, or that listens at its other end (SO_PEERCRED). */
  peerCredentials(descriptor: number): { pid: number; uid: number };
}

export interface AddonError extends Error {
  code: FailureCode;
}
