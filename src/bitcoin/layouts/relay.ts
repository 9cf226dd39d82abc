import { as, int64 } from '../read/primitives';
import { field } from '../read/struct';
import { feeRateText, inMoneyRange } from '../text/amount';
import { block as blockType } from './blocks';
import type { Layout } from './layout';
import { message } from './layout';
import { transaction } from './transactions';

export const tx: Layout = {
  type: transaction,
  bips: ['BIP144'],
  core: 'primitives/transaction.h',
  receipt: 'Core validates it, adds it to its mempool and announces it, or keeps it as an orphan.',
};

export const block: Layout = {
  type: blockType,
  bips: ['BIP144'],
  core: 'primitives/block.h',
  receipt: 'Core validates the block and, if it has the most work, makes it the tip of its chain.',
};

/** Satoshi per 1,000 virtual bytes. */
const feeRate = {
  ...as<bigint>(int64, feeRateText, (rate) =>
    inMoneyRange(rate) ? undefined : 'Core ignores it (MoneyRange)',
  ),
  name: 'CAmount',
};

export const feefilter = message({
  bips: ['BIP133'],
  core: 'net_processing.cpp',
  receipt: 'Core announces no transaction that pays less.',
  members: [field('newFeeFilter', feeRate)],
});
