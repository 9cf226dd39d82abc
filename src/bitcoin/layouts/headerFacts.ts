import { hash256 } from '../hash';
import { fact, once } from '../read/fact';
import type { Field } from '../read/field';
import { reversedHex } from '../text/hex';
import { deriveTarget, difficulty, difficultyText, targetHex } from '../text/target';

/** Where nBits lies in a header. */
const BITS = 72;

/** Hash, target and proof of work of the 80 bytes of a header. */
export function headerFacts(header: Field): Field[] {
  const { payload, start } = header;
  const bits = payload.view.getUint32(start + BITS, true);
  const hash = once(() => reversedHex(hash256(header.bytes)));
  const target = deriveTarget(bits, payload.chain);
  return [
    fact(header, 'hash', () => ({ value: hash() }), 'block'),
    fact(header, 'target', () =>
      target === undefined
        ? { value: undefined, text: 'none', warning: `nBits is not a target on ${payload.chain}` }
        : { value: targetHex(target) },
    ),
    fact(header, 'difficulty', () => ({ value: difficulty(bits), text: difficultyText(bits) })),
    fact(header, 'proof of work', () => {
      const value = target !== undefined && BigInt(`0x${hash()}`) <= target;
      return value
        ? { value, text: 'valid: the hash is not above the target' }
        : { value, text: 'invalid', warning: 'the hash is above the target' };
    }),
  ];
}
