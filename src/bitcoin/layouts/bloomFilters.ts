import { byteString, bytes, content } from '../read/byteString';
import { fact } from '../read/fact';
import { as, uint256, uint32, uint8 } from '../read/primitives';
import { field, struct } from '../read/struct';
import { vector } from '../read/vector';
import { formatCount, plural } from '../../shared/text/quantity';
import { toHex } from '../text/hex';
import { blockHeader } from './blocks';
import { message } from './layout';
import { matchFacts } from './partialMerkleTree';

/** Of Core's common/bloom.h. */
const MAX_BLOOM_FILTER_SIZE = 36_000;
const MAX_HASH_FUNCS = 50;
/** Of Core's script.h. */
const MAX_SCRIPT_ELEMENT_SIZE = 520;

const UPDATES = ['BLOOM_UPDATE_NONE', 'BLOOM_UPDATE_ALL', 'BLOOM_UPDATE_P2PUBKEY_ONLY'];
const UPDATE_MASK = 3;

const filterBits = byteString('std::vector<unsigned char>', {
  text: (filter) => `${plural(filter.length, 'byte')}: ${toHex(filter)}`,
  warning: (length) =>
    length > MAX_BLOOM_FILTER_SIZE ? 'Core punishes it: too-large bloom filter' : undefined,
});

/** CBloomFilter: common/bloom.h */
export const filterload = message({
  bips: ['BIP37', 'BIP111'],
  core: 'common/bloom.h',
  receipt: 'Core relays only what matches, if it offers Bloom filters; else it disconnects.',
  members: [
    field('vData', filterBits),
    field(
      'nHashFuncs',
      as<number>(uint32, String, (functions) =>
        functions > MAX_HASH_FUNCS ? 'Core punishes it: too-large bloom filter' : undefined,
      ),
    ),
    field('nTweak', uint32),
    field(
      'nFlags',
      as<number>(uint8, (flags) => `${UPDATES[flags & UPDATE_MASK] ?? 'unknown'} (${flags})`),
    ),
  ],
  looks: {
    derive: (_, [data]) => [
      fact(data!, 'filter', () => ({
        value: data!.read * 8,
        text: `${formatCount(data!.read * 8)} bits, ${plural(bitsSet(content(data!)), 'bit')} set`,
      })),
    ],
  },
});

export const filteradd = message({
  bips: ['BIP37', 'BIP111'],
  core: 'net_processing.cpp',
  receipt: 'Core adds the element to the filter of the peer.',
  members: [
    field('vData', {
      ...bytes,
      warning: ({ read }) =>
        read > MAX_SCRIPT_ELEMENT_SIZE ? 'Core punishes it: bad filteradd message' : undefined,
    }),
  ],
});

export const filterclear = message({
  bips: ['BIP37', 'BIP111'],
  core: 'net_processing.cpp',
  receipt: 'Core relays all transactions again.',
});

/** CPartialMerkleTree: merkleblock.h */
const partialMerkleTree = struct(
  'CPartialMerkleTree',
  [
    field('nTransactions', uint32),
    field('vHash', vector(uint256)),
    field('vBits', byteString('std::vector<bool>', { text: bitText })),
  ],
  { derive: matchFacts },
);

/** CMerkleBlock: merkleblock.h */
export const merkleblock = message({
  bips: ['BIP37'],
  core: 'merkleblock.h',
  receipt: 'Core sends it, and ignores it.',
  members: [field('header', blockHeader), field('txn', partialMerkleTree)],
});

/** As many flags as are shown. */
const SHOWN = 64;

/** Flags in the order of the tree: the lowest bit of a byte first. */
function bitText(flags: Uint8Array): string {
  const bits = Array.from(flags.subarray(0, SHOWN), (byte) =>
    Array.from({ length: 8 }, (_, bit) => (byte >> bit) & 1).join(''),
  );
  return `${bits.join(' ')}${flags.length > SHOWN ? ' …' : ''}`;
}

function bitsSet(filter: Uint8Array): number {
  let set = 0;
  for (const byte of filter) for (let rest = byte; rest; rest &= rest - 1) set++;
  return set;
}
