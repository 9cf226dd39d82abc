import { hash256 } from '../hash';
import { block as blockType } from '../layouts/blocks';
import { transaction } from '../layouts/transactions';
import { ByteReader } from '../read/byteReader';
import { type Field, readField } from '../read/field';
import { Payload } from '../read/payload';
import { as, int64 } from '../read/primitives';
import { field } from '../read/struct';
import { feeRateText, inMoneyRange } from '../text/amount';
import { shortHash } from '../text/hex';
import { message, messageOf } from './messageRecord';
import { headerKey, type TakeKey } from './pairRole';
import { fromHex, numberOf, withArguments } from './pythonForm';
import { countAt, headerHash } from './summary';
import { HEADER_BYTES } from '../sizes';

const tx = messageOf(transaction, {
  name: 'tx',
  rank: 10,
  family: 'transaction',
  bips: ['BIP144'],
  core: 'primitives/transaction.h',
  receipt: 'Core validates it, adds it to its mempool and announces it, or keeps it as an orphan.',
  // It is hashed as a whole.
  summary: { bytes: 128 * 1024, ofFields: transactionSummary },
  pair: {
    bytes: Infinity,
    keys: transactionKeys,
    answers: { exchange: 'data', alternatives: true, onlyIfAsked: true },
  },
  namesHashes: true,
  python: fromHex(),
});

const block = messageOf(blockType, {
  name: 'block',
  rank: 12,
  family: 'block',
  bips: ['BIP144'],
  core: 'primitives/block.h',
  receipt: 'Core validates the block and, if it has the most work, makes it the tip of its chain.',
  summary: {
    of: (payload) => `${headerHash(payload, 0)} ${countAt(payload, HEADER_BYTES, 'transaction')}`,
  },
  pair: { ...headerKey, answers: { exchange: 'data' } },
  namesHashes: true,
  python: fromHex(),
});

/** Satoshi per 1,000 virtual bytes. */
const feeRate = {
  ...as<bigint>(int64, feeRateText, (rate) =>
    inMoneyRange(rate) ? undefined : 'Core ignores it (MoneyRange)',
  ),
  name: 'CAmount',
};

const feefilter = message({
  name: 'feefilter',
  rank: 22,
  family: 'handshake',
  bips: ['BIP133'],
  core: 'net_processing.cpp',
  receipt: 'Core announces no transactions with a lower fee rate to this peer.',
  members: [field('newFeeFilter', feeRate)],
  summary: { ofFields: (root) => root.child('newFeeFilter')?.text.replace(/ \(.*/, '') },
  pair: 'none',
  namesHashes: false,
  python: withArguments((root) => {
    const rate = numberOf(root, 'newFeeFilter');
    // The framework has it without a sign.
    return { feerate: rate?.startsWith('-') ? undefined : rate };
  }),
});

export const relay = [tx, block, feefilter] as const;

/** Without a txid where only a part of the transaction is there. */
function transactionSummary(root: Field): string {
  const counts = ['vin', 'vout'].map((name) => root.child(name)?.read);
  const id = root.child('txid');
  const numbers = counts.includes(undefined) ? '' : counts.join('→');
  return id ? `${shortHash(id.text)} ${numbers}` : numbers;
}

/** For the wtxid the bytes are hashed unchanged; for the txid the witness has to be taken out. */
function transactionKeys(payload: Buffer, take: TakeKey): void {
  if (take(hash256(payload), 0, 32)) return;
  const field = readField('tx', transaction, new ByteReader(new Payload(payload)));
  const txid = field?.child('txid')?.value;
  if (typeof txid === 'string') take(Buffer.from(txid, 'hex').reverse(), 0, 32);
}
