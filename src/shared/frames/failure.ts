import { readStrings } from './frameReader';
import { packStrings, writeFrame } from './frameWriter';
import { FrameKind, HEADER } from './layout';

/** Why the helper cannot trace, or why it ended. errors/failureError.ts says each to the user. */
export const FAILURE_CODES = [
  /** The arguments of the helper itself: a fault of ours. */
  'bad-arguments',
  /** The target does not exist or is no ELF binary that may be traced. */
  'no-target',
  /** The target has none of the net:* probes. */
  'no-probes',
  /** The kernel lacks BTF, BPF or uprobes; detail names which. */
  'kernel-lacks',
  /** Not enough privilege although launched to have it. */
  'not-permitted',
  /** Loading or attaching failed for another reason; detail has libbpf's words. */
  'attach-failed',
  /** Root could not be given up for good, so nothing was traced. */
  'not-dropped',
  /**
   * Somebody ended the helper with a signal, in order: the stream is whole. Detail names the signal;
   * SIGIO is the kernel's, when somebody else wants to write to the binary.
   */
  'interrupted',
] as const;

export type FailureCode = (typeof FAILURE_CODES)[number] | 'unknown';

export interface Failure {
  code: FailureCode;
  /** One line for a developer: system call, errno, libbpf's last words. */
  detail: string;
}

export function encodeFailure(failure: Failure): Buffer {
  return writeFrame(FrameKind.Failure, packStrings([failure.code, failure.detail]));
}

export function decodeFailure(frame: Buffer): Failure {
  const [code, detail] = readStrings(frame, HEADER.size, 2) as [string, string];
  return { code: FAILURE_CODES.find((known) => known === code) ?? 'unknown', detail };
}
