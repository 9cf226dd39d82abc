import { hash256 } from '../hash';
import type { Field } from '../read/field';
import { fact, once } from '../read/fact';
import { formatCount } from '../../shared/quantity';
import { amountText } from '../text/amount';
import { reversedHex } from '../text/hex';

/** Hashes and sizes of one transaction. */
export interface TransactionShape {
  /** Byte order of the wire. */
  txid(): Uint8Array;
  wtxid(): Uint8Array;
  /** Bytes without the parts of BIP144. */
  baseSize: number;
  weight: number;
}

/** Of a whole transaction. */
export function transactionShape(tx: Field, members = tx.children()): TransactionShape {
  const witness = members.find(({ name }) => name === 'scriptWitness');
  const { bytes } = tx.payload;
  const total = tx.end - tx.start;
  // The marker and the flags are two bytes behind the version.
  const extended = members[1]?.name === 'dummy';
  const outputsEnd = witness?.start ?? tx.end - 4;
  const base = extended
    ? [
        bytes.subarray(tx.start, tx.start + 4),
        // Without flags, the marker is what it looks like: no inputs; and no outputs follow.
        members.some(({ name }) => name === 'vin')
          ? bytes.subarray(tx.start + 6, outputsEnd)
          : bytes.subarray(tx.start + 4, tx.start + 6),
        bytes.subarray(tx.end - 4, tx.end),
      ]
    : [tx.bytes];
  const baseSize = base.reduce((sum, part) => sum + part.length, 0);
  const txid = once(() => hash256(...base));
  return {
    txid,
    wtxid: () => (witness ? hash256(tx.bytes) : txid()),
    baseSize,
    weight: 3 * baseSize + (witness ? total : baseSize),
  };
}

export function transactionFacts(self: Field, members: Field[]): Field[] {
  const shape = once(() => transactionShape(self, members));
  const outputs = members.find(({ name }) => name === 'vout');
  const facts = [
    fact(self, 'txid', () => ({ value: reversedHex(shape().txid()) }), 'txid'),
    fact(self, 'wtxid', () => ({ value: reversedHex(shape().wtxid()) }), 'wtxid'),
    fact(self, 'weight', () => {
      const { weight } = shape();
      return { value: weight, text: `${formatCount(weight)} WU` };
    }),
    fact(self, 'vsize', () => {
      const vsize = Math.ceil(shape().weight / 4);
      return { value: vsize, text: `${formatCount(vsize)} vB` };
    }),
  ];
  if (outputs)
    facts.push(
      fact(outputs, 'output value', () => {
        const value = outputTotal(outputs);
        return { value, text: amountText(value) };
      }),
    );
  return facts;
}

/** The txid, inputs and outputs. */
export function transactionText(self: Field): string {
  if (self.broken) return '';
  const counts = ['vin', 'vout'].map((name) => self.child(name)?.read ?? 0);
  return `${self.child('txid')!.text} ${counts.join('→')}`;
}

function outputTotal(outputs: Field): bigint {
  let total = 0n;
  for (const output of outputs.children(1)) total += output.child('nValue')?.value as bigint;
  return total;
}
