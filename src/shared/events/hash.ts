/** Bytes of a hash in a frame: `HASH_SIZE`. */
export const HASH_SIZE = 32;

/** The hash of a transaction or block as Bitcoin shows it: the bytes in memory from the last to the first, in hex. */
export function readHash(frame: Buffer, at: number): string {
  return Buffer.from(frame.subarray(at, at + HASH_SIZE))
    .reverse()
    .toString('hex');
}

/** `4e3a…`: what tells it apart for people. One that is zeros could not be read: no transaction and no block has it. */
export function hashStart(hash: string): string {
  return isRead(hash) ? `${hash.slice(0, 4)}…` : 'one that could not be read';
}

/** All of it, for people. */
export function wholeHash(hash: string): string {
  return isRead(hash) ? hash : 'hash could not be read';
}

function isRead(hash: string): boolean {
  return !/^0+$/.test(hash);
}
