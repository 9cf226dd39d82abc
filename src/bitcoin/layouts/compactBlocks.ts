import { fact } from '../read/fact';
import { blockHash, fixed, size } from '../read/primitives';
import type { Read } from '../read/field';
import { field, refuse, struct } from '../read/struct';
import { vector } from '../read/vector';
import { formatCount } from '../../shared/text/quantity';
import { blockHeader } from './blocks';
import { differences, MAX_INDEX, placed, readSize } from './differences';
import { nonce } from './handshake';
import { message } from './layout';
import { transaction } from './transactions';

/** Six bytes of SipHash over a wtxid: the lower ones, in the order of a number. */
const shortId = fixed(
  'short id',
  6,
  (view, at) => view.getUint32(at, true) + view.getUint16(at + 4, true) * 2 ** 32,
  (id) => id.toString(16).padStart(12, '0'),
);

/** PrefilledTransaction: the index is counted from behind the one before. */
const prefilledTransaction = struct(
  'PrefilledTransaction',
  [
    field('index', size),
    refuse(({ index }) => (index! > MAX_INDEX ? 'CompactSize exceeds limit of type' : undefined)),
    field('tx', transaction),
  ],
  { text: (self) => self.child('tx')?.text ?? '' },
);

const prefilledTransactions = placed(vector(prefilledTransaction), readSize, (type, position) => ({
  ...type,
  text: (self) => `transaction ${position}: ${type.text(self)}`,
}));

/** CBlockHeaderAndShortTxIDs: blockencodings.h */
export const cmpctblock = message({
  bips: ['BIP152'],
  core: 'blockencodings.h',
  receipt: 'Core rebuilds the block from its mempool, and requests what it lacks with getblocktxn.',
  members: [
    field('header', blockHeader),
    field('nonce', nonce),
    field('shorttxids', vector(shortId)),
    field('prefilledtxn', prefilledTransactions),
    refuse((read) => (transactions(read) > MAX_INDEX ? 'indexes overflowed 16 bits' : undefined)),
  ],
  looks: {
    derive: (self, [, , ids, prefilled]) => [
      fact(self, 'transactions', () => {
        const value = ids!.read + prefilled!.read;
        return {
          value,
          text: `${formatCount(value)}: ${formatCount(ids!.read)} by short id`,
          warning: value === 0 ? 'Core refuses a compact block of nothing' : undefined,
        };
      }),
    ],
  },
});

/** BlockTransactionsRequest: blockencodings.h */
export const getblocktxn = message({
  bips: ['BIP152'],
  core: 'blockencodings.h',
  receipt: 'Core answers with blocktxn; for a block that is too deep, with the block.',
  members: [field('blockhash', blockHash), field('indexes', differences)],
});

/** BlockTransactions: blockencodings.h */
export const blocktxn = message({
  bips: ['BIP152'],
  core: 'blockencodings.h',
  receipt: 'Core completes the compact block that it asked for.',
  members: [field('blockhash', blockHash), field('txn', vector(transaction))],
});

function transactions({ shorttxids = 0, prefilledtxn = 0 }: Read): number {
  return shorttxids + prefilledtxn;
}
