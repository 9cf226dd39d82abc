import { putHash, writeHash256 } from './hash';
import { HASH_BYTES } from './sizes';

export interface MerkleRoot {
  root: Uint8Array;
  /** Two equal hashes were hashed together: the list may have been lengthened (CVE-2012-2459). */
  mutated: boolean;
}

/** ComputeMerkleRoot of Core's consensus/merkle.cpp. @param leaves Hashes, each byte of them as one character. */
export function merkleRoot(leaves: readonly string[]): MerkleRoot {
  // One level after the other in the same memory, with room for a last one that is hashed with itself.
  const level = new Uint8Array((leaves.length + 1) * HASH_BYTES);
  const view = new DataView(level.buffer);
  leaves.forEach((leaf, index) => putHash(leaf, level, index * HASH_BYTES));
  let mutated = false;
  for (let count = leaves.length; count > 1; count = Math.ceil(count / 2))
    for (let index = 0; index < count; index += 2) {
      const left = index * HASH_BYTES;
      if (index + 1 === count) level.copyWithin(left + HASH_BYTES, left, left + HASH_BYTES);
      else if (isPair(level, left)) mutated = true;
      writeHash256(view, left, left + 2 * HASH_BYTES, level, left / 2);
    }
  return { root: level.subarray(0, HASH_BYTES), mutated };
}

/** Whether the hash at `left` is the same as the one after it. */
function isPair(hashes: Uint8Array, left: number): boolean {
  for (let at = left; at < left + HASH_BYTES; at++)
    if (hashes[at] !== hashes[at + HASH_BYTES]) return false;
  return true;
}

export function equal(left: Uint8Array, right: Uint8Array): boolean {
  return Buffer.compare(left, right) === 0;
}
