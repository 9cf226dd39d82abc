import type { Field } from '../read/field';
import { as, blockHash, int32, size, uint256, uint32 } from '../read/primitives';
import { field, struct } from '../read/struct';
import { vector } from '../read/vector';
import { hex32 } from '../text/hexNumber';
import { bitsText } from '../text/target';
import { timeText } from '../text/time';
import { blockFacts } from './blockFacts';
import { headerFacts } from './headerFacts';
import { transaction } from './transactions';

const headerMembers = [
  field(
    'nVersion',
    as<number>(int32, (version) => `${hex32(version)} (${version})`),
  ),
  field('hashPrevBlock', blockHash),
  field('hashMerkleRoot', uint256),
  field('nTime', as(uint32, timeText)),
  field('nBits', as(uint32, bitsText)),
  field('nNonce', uint32),
];

/** CBlockHeader: primitives/block.h */
export const blockHeader = struct('CBlockHeader', headerMembers, {
  text: headerText,
  derive: headerFacts,
});

/** As `headers` sends it: with the number of transactions, which Core reads and ignores. */
export const announcedHeader = struct(
  'CBlockHeader',
  [field('header', blockHeader), field('nTx', size)],
  { text: (self) => self.child('header')?.text ?? '' },
);

/** CBlock: primitives/block.h */
export const block = struct(
  'CBlock',
  [field('header', blockHeader), field('vtx', vector(transaction))],
  { derive: blockFacts },
);

function headerText(self: Field): string {
  return self.broken ? '' : self.child('hash')!.text;
}
