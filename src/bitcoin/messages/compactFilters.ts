import { formatCount, plural } from '../../shared/text/quantity';
import { hash256 } from '../hash';
import { byteString, wholeContent } from '../read/byteString';
import { fact } from '../read/fact';
import { type Field, readField } from '../read/field';
import type { Payload } from '../read/payload';
import { as, blockHash, looseCompactSize, uint256, uint32, uint8 } from '../read/primitives';
import { field, type Member } from '../read/struct';
import { vector } from '../read/vector';
import { reversedHex, toHex } from '../text/hex';
import { message } from './messageRecord';
import { bytesAt } from './pairRole';
import { fromHex, numberOf, withArguments } from './pythonForm';
import { countAt, hashAt, type Summary } from './summary';

/** BlockFilterType of Core's blockfilter.h. */
const BASIC = 0;

function filterType(unknown: string): Member {
  return field(
    'filter_type',
    as<number>(
      uint8,
      (type) => (type === BASIC ? 'basic (0)' : `unknown (${type})`),
      (type) => (type === BASIC ? undefined : unknown),
    ),
  );
}

const requestedType = filterType('Core disconnects: it serves basic filters only');
const sentType = filterType('Core knows basic filters only');
const startHeight = field('start_height', as<number>(uint32, formatCount));
const stopHash = field('stop_hash', blockHash);

/** Golomb-Rice coded, after the number of elements (BIP158). */
const encodedFilter = byteString('GCSFilter', {
  text: (filter) => `${plural(filter.length, 'byte')}: ${toHex(filter)}`,
  parts: (self, start) => {
    const reader = self.reader();
    reader.offset = start;
    const count = readField('N', looseCompactSize, reader);
    return count ? [count, ...wholeContent(self, reader.offset)] : wholeContent(self, start);
  },
});

/** Where the hash of a block is: after the filter type, and in some messages after a height. */
const HASH = 1;
const HASH_AFTER_HEIGHT = 5;

const about = { family: 'filter', bips: ['BIP157', 'BIP158'], namesHashes: true } as const;
const request = { ...about, core: 'net_processing.cpp' } as const;
const answer = {
  ...about,
  receipt: 'Core sends this message, and ignores it when it receives one.',
  python: fromHex(),
} as const;

const ofRange = {
  ...request,
  members: [requestedType, startHeight, stopHash],
  summary: { of: rangeSummary },
  python: withArguments((root) => ({
    filter_type: numberOf(root, 'filter_type'),
    start_height: numberOf(root, 'start_height'),
    stop_hash: stopHashOf(root),
  })),
} as const;

const hashOnly: Summary = { of: (payload) => hashAt(payload, HASH) };
const hashKeys = bytesAt(HASH, HASH + 32);
const rangeKeys = bytesAt(HASH_AFTER_HEIGHT, HASH_AFTER_HEIGHT + 32);

const getcfilters = message({
  ...ofRange,
  name: 'getcfilters',
  rank: 27,
  receipt:
    'Core answers with cfilter for each block; for more than 1,000, or if it serves no filters, it disconnects.',
  pair: { ...rangeKeys, asks: { exchange: 'cfilter', expected: true } },
});

const cfilter = message({
  ...answer,
  name: 'cfilter',
  rank: 28,
  core: 'blockfilter.h',
  members: [sentType, field('block_hash', blockHash), field('encoded_filter', encodedFilter)],
  summary: hashOnly,
  // It names its own block, which for the last of them is the one that was asked for.
  pair: { ...hashKeys, answers: { exchange: 'cfilter' } },
});

const getcfheaders = message({
  ...ofRange,
  name: 'getcfheaders',
  rank: 29,
  receipt:
    'Core answers with cfheaders; for more than 2,000 blocks, or if it serves no filters, it disconnects.',
  pair: { ...rangeKeys, asks: { exchange: 'cfheaders', expected: true } },
});

const cfheaders = message({
  ...answer,
  name: 'cfheaders',
  rank: 30,
  core: 'net_processing.cpp',
  members: [
    sentType,
    stopHash,
    field('prev_header', uint256),
    field('filter_hashes', vector(uint256)),
  ],
  looks: {
    derive: (self, [, , previous, hashes]) => [
      fact(self, 'last header', () => ({ value: lastHeader(previous!, hashes!) })),
    ],
  },
  summary: { of: (payload) => `${hashAt(payload, HASH)} ${countAt(payload, 65, 'header')}` },
  pair: { ...hashKeys, answers: { exchange: 'cfheaders' } },
});

const getcfcheckpt = message({
  ...request,
  name: 'getcfcheckpt',
  rank: 31,
  receipt: 'Core answers with cfcheckpt; if it serves no filters, it disconnects.',
  members: [requestedType, stopHash],
  summary: hashOnly,
  pair: { ...hashKeys, asks: { exchange: 'cfcheckpt', expected: true } },
  python: withArguments((root) => ({
    filter_type: numberOf(root, 'filter_type'),
    stop_hash: stopHashOf(root),
  })),
});

const cfcheckpt = message({
  ...answer,
  name: 'cfcheckpt',
  rank: 32,
  core: 'net_processing.cpp',
  members: [sentType, stopHash, field('headers', vector(uint256))],
  summary: { of: (payload) => `${hashAt(payload, HASH)} ${countAt(payload, 33, 'header')}` },
  pair: { ...hashKeys, answers: { exchange: 'cfcheckpt' } },
});

export const compactFilters = [
  getcfilters,
  cfilter,
  getcfheaders,
  cfheaders,
  getcfcheckpt,
  cfcheckpt,
] as const;

function rangeSummary(payload: Payload): string {
  if (payload.bytes.length < HASH_AFTER_HEIGHT) return '';
  const start = payload.view.getUint32(1, true);
  return `${formatCount(start)} … ${hashAt(payload, HASH_AFTER_HEIGHT)}`;
}

function stopHashOf(root: Field): string {
  return `0x${root.child('stop_hash')!.text}`;
}

/** Each filter header is the hash of a filter's hash and of the header before it. */
function lastHeader(previous: Field, hashes: Field): string {
  let header = previous.bytes;
  for (const hash of hashes.children(1)) header = hash256(hash.bytes, header);
  return reversedHex(header);
}
