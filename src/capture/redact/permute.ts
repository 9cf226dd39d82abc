/** Enough that no round can be told from the result. */
const ROUNDS = 8;

/**
 * Puts the whole numbers of so many bits into another order (a Feistel network): no two become the same.
 * @param bits An even number, at most 32.
 * @param key At least 32 bytes.
 */
export function permute(value: number, bits: number, key: Buffer): number {
  const half = bits / 2;
  const mask = 2 ** half - 1;
  let left = Math.floor(value / 2 ** half);
  let right = value & mask;
  for (let round = 0; round < ROUNDS; round++)
    [left, right] = [right, left ^ (mixed(right ^ key.readUInt32LE(4 * round)) & mask)];
  return left * 2 ** half + right;
}

/** Every bit of the result depends on every bit of the number: the finalizer of MurmurHash3. */
function mixed(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
