import { MAX_PAYLOAD } from '../frames/layout';

/** Bytes. Holds more than a tenth of a second of the fastest burst a node can fire. */
export const DEFAULT_RING_SIZE = 64 * 1024 * 1024;
/** Bytes: the longest message must fit. */
export const MIN_RING_SIZE = 4 * 1024 * 1024;
/** Bytes: the kernel maps a ring buffer twice, and refuses more than this on common limits. */
export const MAX_RING_SIZE = 1024 * 1024 * 1024;

/** Payload bytes: everything. */
export const DEFAULT_SNAP_LENGTH = MAX_PAYLOAD;

/** Bytes: several of the largest messages must fit each of the parts that a capture rotates. */
export const MIN_CAPTURE_LIMIT = 100_000_000;

/** @param bytes Of a capture on the disk at most. */
export function isCaptureLimit(bytes: number): boolean {
  return Number.isSafeInteger(bytes) && bytes >= MIN_CAPTURE_LIMIT;
}

/** @param bytes Size of the kernel's ring buffer: a power of two within the limits. */
export function isRingSize(bytes: number): boolean {
  return Number.isInteger(Math.log2(bytes)) && bytes >= MIN_RING_SIZE && bytes <= MAX_RING_SIZE;
}

/** @param bytes Payload bytes kept of a message; 0 keeps none. */
export function isSnapLength(bytes: number): boolean {
  return Number.isInteger(bytes) && bytes >= 0 && bytes <= MAX_PAYLOAD;
}

/** @param pid A process id as Linux gives them out (at most 2^22). */
export function isPid(pid: number): boolean {
  return Number.isInteger(pid) && pid > 0 && pid <= 2 ** 22;
}
