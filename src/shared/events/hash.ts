/** Bytes of a hash in a frame: `HASH_SIZE`. */
export const HASH_SIZE = 32;

/** The hash of a transaction or block as Bitcoin shows it: the bytes in memory from the last to the first, in hex. */
export function readHash(frame: Buffer, at: number): string {
  return Buffer.from(frame.subarray(at, at + HASH_SIZE)).reverse().toString('hex');
}

/** `4e3a…`: what tells it apart for people. */
export function hashStart(hash: string): string {
  return `${hash.slice(0, 4)}…`;
}
