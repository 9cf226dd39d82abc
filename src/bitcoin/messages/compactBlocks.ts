import { formatCount } from '../../shared/text/quantity';
import { blockHeader } from '../layouts/blocks';
import { differences, MAX_INDEX } from '../layouts/differences';
import { nonce } from '../layouts/nonce';
import { prefilledTransactions, shortIds } from '../layouts/compactBlock';
import { transaction } from '../layouts/transactions';
import { fact } from '../read/fact';
import type { Read } from '../read/field';
import { blockHash } from '../read/primitives';
import { field, refuse } from '../read/struct';
import { vector } from '../read/vector';
import { hex } from '../text/hex';
import { message } from './messageRecord';
import { bytesAt, headerKey } from './pairRole';
import { fromHex, type Python } from './pythonForm';
import { countAt, hashAt, headerHash, type Summary } from './summary';
import { HEADER_BYTES } from '../sizes';

const about = {
  family: 'compact',
  bips: ['BIP152'],
  core: 'blockencodings.h',
  namesHashes: true,
} as const;

/** CBlockHeaderAndShortTxIDs: blockencodings.h */
const cmpctblock = message({
  ...about,
  name: 'cmpctblock',
  rank: 24,
  receipt: 'Core rebuilds the block from its mempool, and requests what it lacks with getblocktxn.',
  members: [
    field('header', blockHeader),
    field('nonce', nonce),
    field('shorttxids', shortIds),
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
          warning:
            value === 0 ? 'Core punishes it: a compact block without transactions' : undefined,
        };
      }),
    ],
  },
  summary: {
    of: (payload) => `${headerHash(payload, 0)} ${countAt(payload, HEADER_BYTES + 8, 'short id')}`,
  },
  pair: {
    ...headerKey,
    answers: { exchange: 'data' },
    asks: { exchange: 'compact', expected: false },
  },
  python(messageType, { bytes }): Python {
    const inner = 'P2PHeaderAndShortWitnessIDs';
    const name = `msg_${messageType}`;
    const expression = `${name}(from_hex(${inner}(), "${hex(bytes)}"))`;
    return { expression, names: [name, inner, 'from_hex'] };
  },
});

const summary: Summary = {
  of: (payload) => `${hashAt(payload, 0)} ${countAt(payload, 32, 'transaction')}`,
};

/** BlockTransactionsRequest: blockencodings.h */
const getblocktxn = message({
  ...about,
  name: 'getblocktxn',
  rank: 25,
  receipt: 'Core answers with blocktxn; for a block that is too deep, with the block.',
  members: [
    field('blockhash', blockHash),
    field('indexes', {
      ...differences,
      warning: ({ read }) =>
        read === 0 ? 'Core disconnects: no transaction is asked for' : undefined,
    }),
  ],
  summary,
  pair: {
    ...bytesAt(0, 32),
    answers: { exchange: 'compact', keepsOpen: true },
    asks: { exchange: 'blocktxn', expected: true },
  },
  python: fromHex(),
});

/** BlockTransactions: blockencodings.h */
const blocktxn = message({
  ...about,
  name: 'blocktxn',
  rank: 26,
  receipt: 'Core completes the compact block that it asked for.',
  members: [field('blockhash', blockHash), field('txn', vector(transaction))],
  summary,
  pair: { ...bytesAt(0, 32), answers: { exchange: 'blocktxn' } },
  python: fromHex(),
});

export const compactBlocks = [cmpctblock, getblocktxn, blocktxn] as const;

function transactions({ shorttxids = 0, prefilledtxn = 0 }: Read): number {
  return shorttxids + prefilledtxn;
}
