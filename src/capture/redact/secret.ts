import { createHmac, randomBytes } from 'node:crypto';

/** Bytes of a key. */
export const KEY_BYTES = 32;
/** Bytes that one HMAC-SHA256 gives. */
const BLOCK = 32;

/**
 * Gives every thing a stand-in that only who has the key can compute: nobody can find the thing by trying all
 * that there are, as a plain hash of an IPv4 address would allow.
 */
export class Secret {
  /** @param key 32 random bytes; a new key makes other stand-ins. */
  constructor(private readonly key: Buffer = randomBytes(KEY_BYTES)) {}

  /**
   * @param what Things of different kinds have different stand-ins, though their bytes are the same.
   * @param length Bytes that are wanted.
   */
  bytes(what: string, thing: Uint8Array | string, length: number): Buffer {
    const first = this.block(what, thing, 0);
    if (length <= BLOCK) return first.subarray(0, length);
    const blocks = [first];
    for (let i = 1; i * BLOCK < length; i++) blocks.push(this.block(what, thing, i));
    return Buffer.concat(blocks).subarray(0, length);
  }

  /** A whole number of 32 bits. */
  number(what: string, thing: Uint8Array | string): number {
    return this.block(what, thing, 0).readUInt32LE(0);
  }

  private block(what: string, thing: Uint8Array | string, index: number): Buffer {
    return createHmac('sha256', this.key).update(`${what} ${index}\0`).update(thing).digest();
  }
}
