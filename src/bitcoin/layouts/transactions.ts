import { bytes } from '../read/byteString';
import type { Field, Type } from '../read/field';
import { as, int64, txid, uint32, uint8 } from '../read/primitives';
import { field, refuse, struct } from '../read/struct';
import { repeated, vector } from '../read/vector';
import { scriptPubKey, scriptSig } from '../script/scriptType';
import { amountText, amountWarning, btc } from '../text/amount';
import { lockTimeText, sequenceText } from '../text/lockTime';
import { inputsWarning, outputsWarning } from './transactionChecks';
import { transactionFacts, transactionJson, transactionText } from './transactionFacts';

/** CAmount of consensus/amount.h, satoshi. */
export const amount = { ...as<bigint>(int64, amountText, amountWarning), name: 'CAmount' };

const COINBASE = 0xffffffff;

/** COutPoint: primitives/transaction.h */
const outPoint = struct(
  'COutPoint',
  [
    field('hash', txid),
    field(
      'n',
      as<number>(uint32, (n) => (n === COINBASE ? `${n} (none: a coinbase)` : String(n))),
    ),
  ],
  { text: outPointText },
);

/** CTxIn: primitives/transaction.h */
const txIn = struct(
  'CTxIn',
  [
    field('prevout', outPoint),
    field('scriptSig', scriptSig),
    field('nSequence', as(uint32, sequenceText)),
  ],
  { text: (self) => self.child('prevout')?.text ?? '' },
);

/** CTxOut: primitives/transaction.h */
const txOut = struct('CTxOut', [field('nValue', amount), field('scriptPubKey', scriptPubKey)], {
  text: outputText,
});

/** CScriptWitness of each input: script/script.h, BIP141. */
const scriptWitness = {
  ...vector({ ...bytes, name: 'stack element' }),
  name: 'CScriptWitness',
};

const stacks = repeated(scriptWitness, ({ vin }) => vin!);

/** One stack for each input; one of them must have something. */
const witnesses: Type = {
  ...stacks,
  skip(reader, read) {
    const start = reader.offset;
    const inputs = stacks.skip(reader, read);
    // An empty stack is one byte, its size.
    if (!reader.failure && reader.offset - start === inputs)
      reader.fail('Superfluous witness record');
    return inputs;
  },
};

/** 0 means no outputs, after a `dummy` that means no inputs. */
const extended = as<number>(uint8, String, (flags) =>
  flags === 0 ? 'Core refuses it: bad-txns-vin-empty' : undefined,
);

/**
 * CTransaction: primitives/transaction.h (UnserializeTransaction), BIP144. What would be an empty `vin`
 * is the mark of the extended form, whose `flags` say that witnesses follow.
 */
export const transaction = struct(
  'CTransaction',
  [
    field('version', uint32),
    field('dummy', uint8, (_, reader) => reader.peek() === 0),
    field('flags', extended, ({ dummy }) => dummy === 0),
    field('vin', { ...vector(txIn), warning: inputsWarning }, ({ flags }) => flags !== 0),
    field('vout', { ...vector(txOut), warning: outputsWarning }, ({ flags }) => flags !== 0),
    field('scriptWitness', witnesses, ({ flags }) => hasWitness(flags)),
    refuse(({ flags = 0 }) => (flags > 1 ? 'Unknown transaction optional data' : undefined)),
    field('nLockTime', as(uint32, lockTimeText)),
  ],
  { text: transactionText, derive: transactionFacts, factsJson: transactionJson },
);

function hasWitness(flags = 0): boolean {
  return (flags & 1) === 1;
}

function outPointText(self: Field): string {
  const [hash, n] = self.children();
  if (!hash || !n) return '';
  return n.value === COINBASE ? 'coinbase' : `${hash.text}:${Number(n.value)}`;
}

function outputText(self: Field): string {
  const value = self.child('nValue')?.value;
  const script = self.child('scriptPubKey');
  if (typeof value !== 'bigint' || !script) return '';
  const to = script.child('address') ?? script.child('type');
  return `${btc(value)} BTC${to ? ` → ${to.text}` : ''}`;
}
