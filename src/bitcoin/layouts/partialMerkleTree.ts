import { hash256 } from '../hash';
import { equal } from '../merkle';
import { content } from '../read/byteString';
import { fact } from '../read/fact';
import type { Field } from '../read/field';
import { plural } from '../../shared/text/quantity';
import { reversedHex } from '../text/hex';

/** MAX_BLOCK_WEIGHT / MIN_TRANSACTION_WEIGHT of Core's consensus/consensus.h. */
const MOST_TRANSACTIONS = 4_000_000 / 240;

/** Matches that are told. */
const SHOWN = 20;

interface Extracted {
  /** Byte order of the wire. */
  root: Uint8Array;
  matches: { position: number; txid: string }[];
}

/** The transactions that matched, and the root that the tree leads to. */
export function matchFacts(self: Field, [total, hashes, bits]: Field[]): Field[] {
  const extract = (): Extracted | undefined =>
    extractMatches(Number(total!.value), hashes!, content(bits!));
  return [
    fact(self, 'merkle root', () => {
      const root = extract()?.root;
      if (!root) return { value: undefined, text: 'the tree is invalid', warning: 'invalid tree' };
      const claimed = self.payload.bytes.subarray(self.start - 44, self.start - 12);
      return equal(root, claimed)
        ? { value: true, text: 'valid: the tree leads to it' }
        : {
            value: false,
            text: `invalid: the tree gives ${reversedHex(root)}`,
            warning: 'mismatch',
          };
    }),
    fact(hashes!, 'matches', () => {
      const matches = extract()?.matches ?? [];
      const list = matches
        .slice(0, SHOWN)
        .map(({ position, txid }) => `${position}: ${txid}`)
        .join(', ');
      return {
        value: matches.length,
        text: `${plural(matches.length, 'transaction')} (${list}${matches.length > SHOWN ? ', …' : ''})`,
      };
    }),
  ];
}

/** CPartialMerkleTree::ExtractMatches of Core's merkleblock.cpp. @returns undefined if it is invalid. */
function extractMatches(total: number, hashes: Field, flags: Uint8Array): Extracted | undefined {
  const count = hashes.read;
  if (total === 0 || total > MOST_TRANSACTIONS || count > total || flags.length * 8 < count)
    return undefined;
  const leaves = hashes.children(1).map((field) => field.bytes);
  const matches: Extracted['matches'] = [];
  let [bitsUsed, hashesUsed, valid] = [0, 0, true];
  const width = (height: number): number => Math.ceil(total / 2 ** height);

  const traverse = (height: number, position: number): Uint8Array => {
    if (bitsUsed >= flags.length * 8) valid = false;
    if (!valid) return new Uint8Array(32);
    const matched = (flags[bitsUsed >> 3]! >> (bitsUsed & 7)) & 1;
    bitsUsed++;
    if (height === 0 || !matched) {
      const leaf = leaves[hashesUsed++];
      if (!leaf) valid = false;
      else if (matched) matches.push({ position, txid: reversedHex(leaf) });
      return leaf ?? new Uint8Array(32);
    }
    const left = traverse(height - 1, position * 2);
    if (position * 2 + 1 >= width(height - 1)) return hash256(left, left);
    const right = traverse(height - 1, position * 2 + 1);
    if (equal(left, right)) valid = false;
    return hash256(left, right);
  };

  let height = 0;
  while (width(height) > 1) height++;
  const root = traverse(height, 0);
  const allUsed = Math.ceil(bitsUsed / 8) === flags.length && hashesUsed === count;
  return valid && allUsed ? { root, matches } : undefined;
}
