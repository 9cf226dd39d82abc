import type { Field } from '../read/field';
import { fact, once } from '../read/fact';
import { type JsonBytes, QUOTE } from '../../shared/text/jsonBytes';
import type { Payload } from '../read/payload';
import { formatCount } from '../../shared/text/quantity';
import { amountText, inMoneyRange } from '../text/amount';
import { reversedHex } from '../text/hex';
import { shapeAt } from './transactionShape';

/** Of Core's consensus/consensus.h. */
export const MAX_BLOCK_WEIGHT = 4_000_000;

export function transactionFacts(self: Field, members: Field[]): Field[] {
  const shape = once(() => shapeAt(self.payload, self.start, self.end));
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
        const value = shape().outputValue;
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

/** Writes the same facts as members of compact JSON. */
export function transactionJson(
  payload: Payload,
  start: number,
  end: number,
  json: JsonBytes,
): void {
  const shape = shapeAt(payload, start, end);
  const { txidText, wtxidText, weight } = shape;
  json.ascii('"txid":"');
  json.reversedHexOf(txidText);
  json.ascii('","wtxid":"');
  json.reversedHexOf(wtxidText);
  json.ascii('","weight":');
  json.number(weight);
  json.ascii(',"vsize":');
  json.number(Math.ceil(weight / 4));
  if (!shape.hasOutputs) return;
  json.ascii(',"output value":"');
  const value = shape.exactOutputValue;
  if (typeof value === 'number') json.number(value);
  else json.ascii(String(value));
  json.code(QUOTE);
}
