import { formatCount } from '../../shared/text/quantity';
import { announcedHeader } from '../layouts/blocks';
import { headersFacts } from '../layouts/headersFacts';
import { ByteReader } from '../read/byteReader';
import type { Field } from '../read/field';
import type { Payload } from '../read/payload';
import { blockHash, int32 } from '../read/primitives';
import { field, struct } from '../read/struct';
import { type Limit, vector } from '../read/vector';
import { message } from './messageRecord';
import { elements, fromHex } from './pythonForm';
import { hashAt, headerHash, MOST_ENTRIES } from './summary';
import { HEADER_BYTES } from '../sizes';

/** Of Core's net_processing.cpp. */
const MAX_LOCATOR_SZ: Limit = { most: 101, refusal: 'Core disconnects (MAX_LOCATOR_SZ)' };
const MAX_HEADERS_RESULTS: Limit = {
  most: 2000,
  refusal: 'Core punishes it and reads none (MAX_HEADERS_RESULTS)',
};

const about = { core: 'net_processing.cpp', family: 'block', namesHashes: true } as const;

/** CBlockLocator: primitives/block.h; the version has never been used. */
const locator = struct('CBlockLocator', [
  field('nVersion', int32),
  field('vHave', vector(blockHash, MAX_LOCATOR_SZ)),
]);

const request = {
  members: [field('locator', locator), field('hashStop', blockHash)],
  summary: { of: locatorSummary },
  python: fromHex(hasNoVersion),
};

const getblocks = message({
  ...about,
  ...request,
  name: 'getblocks',
  rank: 8,
  bips: [],
  receipt: 'Core answers with an inv of at most 500 blocks after the first one that it knows.',
  pair: 'none',
});

const getheaders = message({
  ...about,
  ...request,
  name: 'getheaders',
  rank: 9,
  bips: [],
  receipt: 'Core answers with at most 2,000 headers after the first block that it knows.',
  pair: { bytes: 0, keys: 'in order', asks: { exchange: 'headers', expected: true } },
});

const headers = message({
  ...about,
  name: 'headers',
  rank: 11,
  bips: ['BIP130'],
  receipt: 'Core checks proof of work and continuity, and requests blocks of a better chain.',
  members: [field('headers', vector(announcedHeader, MAX_HEADERS_RESULTS))],
  looks: { derive: (_, [all]) => headersFacts(all!) },
  // Of all headers, the last is named.
  summary: { bytes: 170 * 1024, of: headersSummary },
  pair: { bytes: 0, keys: 'in order', answers: { exchange: 'headers' } },
  // The framework writes that a block has no transactions.
  python: fromHex((root) =>
    elements(root, 'headers').every(({ bytes }) => bytes[HEADER_BYTES] === 0),
  ),
});

export const synchronization = [getblocks, getheaders, headers] as const;

/** The block that the sender has, and whose successors it asks for. */
function locatorSummary(payload: Payload): string {
  const reader = new ByteReader(payload, 4);
  return reader.compactSize() > 0 ? `from ${hashAt(payload, reader.offset)}` : '';
}

/** The number of headers and the hash of the last. */
function headersSummary(payload: Payload): string {
  const reader = new ByteReader(payload);
  const claimed = reader.compactSize();
  let last: number | undefined;
  for (let index = 0; index < Math.min(claimed, MOST_ENTRIES) && !reader.failure; index++) {
    const at = reader.take(HEADER_BYTES);
    if (at >= 0) last = at;
    reader.compactSize();
  }
  const whole = last !== undefined && !reader.failure;
  return `${formatCount(claimed)}${whole ? ` … ${headerHash(payload, last!)}` : ''}`;
}

/** The framework writes 0 where nodes have once sent their version. */
function hasNoVersion(root: Field): boolean {
  return root.child('locator')?.child('nVersion')?.value === 0;
}
