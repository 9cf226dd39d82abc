import { hash256 } from '../hash';
import { byteString, wholeContent } from '../read/byteString';
import { fact } from '../read/fact';
import { type Field, readField } from '../read/field';
import { as, blockHash, looseCompactSize, uint256, uint32, uint8 } from '../read/primitives';
import { field } from '../read/struct';
import { vector } from '../read/vector';
import { formatCount, plural } from '../../shared/text/quantity';
import { reversedHex, toHex } from '../text/hex';
import { message } from './layout';

/** BlockFilterType of Core's blockfilter.h. */
const BASIC = 0;
const filterType = field(
  'filter_type',
  as<number>(
    uint8,
    (type) => (type === BASIC ? 'basic (0)' : `unknown (${type})`),
    (type) => (type === BASIC ? undefined : 'Core serves basic filters only'),
  ),
);
const startHeight = field('start_height', as<number>(uint32, formatCount));
const stopHash = field('stop_hash', blockHash);

/** Golomb-Rice coded, behind the number of elements (BIP158). */
const encodedFilter = byteString('GCSFilter', {
  text: (filter) => `${plural(filter.length, 'byte')}: ${toHex(filter)}`,
  parts: (self, start) => {
    const reader = self.reader();
    reader.offset = start;
    const count = readField('N', looseCompactSize, reader);
    return count ? [count, ...wholeContent(self, reader.offset)] : wholeContent(self, start);
  },
});

const range = [filterType, startHeight, stopHash];
const bips = ['BIP157', 'BIP158'];
const ignored = 'Core sends it, and ignores it.';

export const getcfilters = message({
  bips,
  core: 'net_processing.cpp',
  receipt: 'Core answers with cfilter for each of at most 1,000 blocks, if it serves filters.',
  members: range,
});

export const cfilter = message({
  bips,
  core: 'blockfilter.h',
  receipt: ignored,
  members: [filterType, field('block_hash', blockHash), field('encoded_filter', encodedFilter)],
});

export const getcfheaders = message({
  bips,
  core: 'net_processing.cpp',
  receipt: 'Core answers with cfheaders for at most 2,000 blocks, if it serves filters.',
  members: range,
});

export const cfheaders = message({
  bips,
  core: 'net_processing.cpp',
  receipt: ignored,
  members: [
    filterType,
    stopHash,
    field('prev_header', uint256),
    field('filter_hashes', vector(uint256)),
  ],
  looks: {
    derive: (self, [, , previous, hashes]) => [
      fact(self, 'last header', () => ({ value: lastHeader(previous!, hashes!) })),
    ],
  },
});

export const getcfcheckpt = message({
  bips,
  core: 'net_processing.cpp',
  receipt: 'Core answers with cfcheckpt, if it serves filters.',
  members: [filterType, stopHash],
});

export const cfcheckpt = message({
  bips,
  core: 'net_processing.cpp',
  receipt: ignored,
  members: [filterType, stopHash, field('headers', vector(uint256))],
});

/** Each filter header is the hash of a filter's hash and of the header before it. */
function lastHeader(previous: Field, hashes: Field): string {
  let header = previous.bytes;
  for (const hash of hashes.children(1)) header = hash256(hash.bytes, header);
  return reversedHex(header);
}
