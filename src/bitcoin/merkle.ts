import { hash256 } from './hash';

export interface MerkleRoot {
  root: Uint8Array;
  /** Two equal hashes were hashed together: the list may have been lengthened (CVE-2012-2459). */
  mutated: boolean;
}

/** ComputeMerkleRoot of Core's consensus/merkle.cpp. */
export function merkleRoot(leaves: Uint8Array[]): MerkleRoot {
  let level = leaves;
  let mutated = false;
  while (level.length > 1) {
    const above: Uint8Array[] = [];
    for (let index = 0; index < level.length; index += 2) {
      const left = level[index]!;
      const right = level[index + 1];
      if (right && equal(left, right)) mutated = true;
      above.push(hash256(left, right ?? left));
    }
    level = above;
  }
  return { root: level[0] ?? new Uint8Array(32), mutated };
}

export function equal(left: Uint8Array, right: Uint8Array): boolean {
  return Buffer.compare(left, right) === 0;
}
