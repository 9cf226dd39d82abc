import { formatCount, plural } from '../../shared/text/quantity';
import { blockHeader } from '../layouts/blocks';
import { matchFacts } from '../layouts/partialMerkleTree';
import { byteString, bytes, content } from '../read/byteString';
import { fact } from '../read/fact';
import { as, uint256, uint32, uint8 } from '../read/primitives';
import { field, struct } from '../read/struct';
import { vector } from '../read/vector';
import { hex, toHex } from '../text/hex';
import { message } from './messageRecord';
import { headerKey } from './pairRole';
import { fromHex, noArguments, withArguments } from './pythonForm';
import { countAt, headerHash, type Summary } from './summary';

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
const about = {
  family: 'filter',
  bips: ['BIP37', 'BIP111'],
  pair: 'none',
  namesHashes: false,
} as const;
const byteCount: Summary = { of: (payload) => countAt(payload, 0, 'byte') };

/** CBloomFilter: common/bloom.h */
const filterload = message({
  ...about,
  name: 'filterload',
  rank: 18,
  core: 'common/bloom.h',
  receipt: 'Core relays only what matches if it offers Bloom filters; otherwise it disconnects.',
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
  summary: byteCount,
  python: fromHex(),
});

const filteradd = message({
  ...about,
  name: 'filteradd',
  rank: 19,
  core: 'net_processing.cpp',
  receipt:
    'Core adds the element to the filter of the peer, and punishes a peer without one; if it offers no Bloom filters, it disconnects.',
  members: [
    field('vData', {
      ...bytes,
      warning: ({ read }) =>
        read > MAX_SCRIPT_ELEMENT_SIZE ? 'Core punishes it: bad filteradd message' : undefined,
    }),
  ],
  summary: byteCount,
  python: withArguments((root) => ({
    data: `bytes.fromhex("${hex(content(root.child('vData')!))}")`,
  })),
});

const filterclear = message({
  ...about,
  name: 'filterclear',
  rank: 20,
  core: 'net_processing.cpp',
  receipt:
    'Core relays all transactions again if it offers Bloom filters; otherwise it disconnects.',
  summary: 'none',
  python: noArguments,
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
const merkleblock = message({
  name: 'merkleblock',
  rank: 7,
  family: 'block',
  bips: ['BIP37'],
  core: 'merkleblock.h',
  receipt: 'Core sends this message, and ignores it when it receives one.',
  members: [field('header', blockHeader), field('txn', partialMerkleTree)],
  summary: { of: (payload) => headerHash(payload, 0) },
  pair: { ...headerKey, answers: { exchange: 'data' } },
  namesHashes: true,
  python: fromHex(),
});

export const bloomFilters = [filterload, filteradd, filterclear, merkleblock] as const;

/** How many flags are shown at most. */
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
