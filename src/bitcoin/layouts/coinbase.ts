import { content } from '../read/byteString';
import type { Field } from '../read/field';
import { scriptNumber } from '../script/asm';
import { operations } from '../script/operations';

const OP_1 = 0x51;
const OP_16 = 0x60;
/** A script number of five bytes is not a height. */
const LONGEST_HEIGHT = 4;

/**
 * The height that a coinbase begins with from block version 2 on (BIP34).
 * @returns undefined where the transaction is not a coinbase, or has no height.
 */
export function coinbaseHeight(tx: Field): number | undefined {
  const input = tx.child('vin')?.children(1, 2)[0];
  const index = input?.child('prevout')?.child('n')?.value;
  const script = input?.child('scriptSig');
  if (index !== 0xffffffff || !script) return undefined;
  const first = operations(content(script)).next().value;
  if (!first) return undefined;
  const { opcode, push } = first;
  if (opcode >= OP_1 && opcode <= OP_16) return opcode - OP_1 + 1;
  if (!push || push.length > LONGEST_HEIGHT) return undefined;
  const height = scriptNumber(push);
  return height >= 0 ? height : undefined;
}

/** OP_RETURN, a push of 36 bytes, and the four that mark it (BIP141). */
const COMMITMENT_HEAD = [0x6a, 0x24, 0xaa, 0x21, 0xa9, 0xed];

/** The last output that looks like a commitment, and the nonce to it (GetWitnessCommitmentIndex). */
export function witnessCommitment(
  coinbase: Field,
): { hash: Uint8Array; nonce: Uint8Array | undefined } | undefined {
  const scripts = (coinbase.child('vout')?.children(1) ?? []).map((output) =>
    content(output.child('scriptPubKey')!),
  );
  const script = scripts.findLast(
    (bytes) => bytes.length >= 38 && COMMITMENT_HEAD.every((byte, index) => bytes[index] === byte),
  );
  if (!script) return undefined;
  const stack = coinbase.child('scriptWitness')?.children(0, 1)[0]?.children(1) ?? [];
  const [nonce] = stack;
  return {
    hash: script.subarray(6, 38),
    nonce: nonce && stack.length === 1 ? content(nonce) : undefined,
  };
}
