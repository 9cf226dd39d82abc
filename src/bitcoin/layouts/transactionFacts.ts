import { hash256 } from '../hash';
import type { Field } from '../read/field';
import { fact, once } from '../read/fact';
import { formatCount } from '../../shared/text/quantity';
import { amountText, inMoneyRange } from '../text/amount';
import { reversedHex } from '../text/hex';

/** Of Core's consensus/consensus.h. */
export const MAX_BLOCK_WEIGHT = 4_000_000;

/** Hashes and sizes of one whole transaction. Keeps none of its fields: a block has tens of thousands. */
export class TransactionShape {
  private readonly bytes: Uint8Array;
  private readonly start: number;
  private readonly end: number;
  /** Where what a txid covers goes on after marker and flags; the start without them. */
  private readonly inputs: number;
  /** Where the witnesses begin, or the lock time. */
  private readonly outputsEnd: number;
  private readonly witness: boolean;
  private id: Uint8Array | undefined;

  constructor(tx: Field, members = tx.children()) {
    ({ start: this.start, end: this.end } = tx);
    this.bytes = tx.payload.bytes;
    const witness = members.find(({ name }) => name === 'scriptWitness');
    this.witness = witness !== undefined;
    this.outputsEnd = witness?.start ?? this.end - 4;
    // The marker and the flags are two bytes after the version. In a transaction without inputs these
    // two bytes say that there are no inputs and no outputs.
    const extended = members[1]?.name === 'dummy' && members.some(({ name }) => name === 'vin');
    this.inputs = extended ? this.start + 6 : this.start;
  }

  /** Bytes without the parts of BIP144. */
  get baseSize(): number {
    const { start, end, inputs, outputsEnd } = this;
    return inputs === start ? end - start : 8 + outputsEnd - inputs;
  }

  get weight(): number {
    const { baseSize } = this;
    return 3 * baseSize + (this.witness ? this.end - this.start : baseSize);
  }

  /** CTransaction::IsCoinBase. */
  get isCoinbase(): boolean {
    const { bytes } = this;
    const at = this.inputs === this.start ? this.start + 4 : this.inputs;
    if (bytes[at] !== 1 || at + 37 > this.end) return false;
    const outpoint = bytes.subarray(at + 1, at + 37);
    return outpoint.every((byte, index) => byte === (index < 32 ? 0 : 0xff));
  }

  /** Byte order of the wire. */
  get txid(): Uint8Array {
    return (this.id ??= hash256(...this.parts));
  }

  get wtxid(): Uint8Array {
    return this.witness ? hash256(this.bytes.subarray(this.start, this.end)) : this.txid;
  }

  private get parts(): Uint8Array[] {
    const { bytes, start, end, inputs, outputsEnd } = this;
    if (inputs === start) return [bytes.subarray(start, end)];
    return [
      bytes.subarray(start, start + 4),
      bytes.subarray(inputs, outputsEnd),
      bytes.subarray(end - 4, end),
    ];
  }
}

export function transactionFacts(self: Field, members: Field[]): Field[] {
  const shape = once(() => new TransactionShape(self, members));
  const outputs = members.find(({ name }) => name === 'vout');
  const facts = [
    fact(self, 'txid', () => ({ value: reversedHex(shape().txid) }), 'txid'),
    fact(self, 'wtxid', () => ({ value: reversedHex(shape().wtxid) }), 'wtxid'),
    fact(self, 'weight', () => {
      const { weight, baseSize } = shape();
      const tooLarge = 4 * baseSize > MAX_BLOCK_WEIGHT;
      const warning = tooLarge ? 'Core refuses it: bad-txns-oversize' : undefined;
      return { value: weight, text: `${formatCount(weight)} WU`, warning };
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
        const warning = inMoneyRange(value)
          ? undefined
          : 'Core refuses it: bad-txns-txouttotal-toolarge';
        return { value, text: amountText(value), warning };
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
