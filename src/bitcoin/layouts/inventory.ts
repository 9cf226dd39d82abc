import type { Field, HashKind, Type } from '../read/field';
import { as, blockHash, int32, uint256, uint32 } from '../read/primitives';
import { field, type Member, struct } from '../read/struct';
import { type Limit, vector } from '../read/vector';
import { hex32 } from '../text/hexNumber';
import { announcedHeader } from './blocks';
import { message } from './layout';

/** Of Core's net_processing.cpp and node/txdownloadman.h. */
const MAX_INV_SZ: Limit = { most: 50_000, refusal: 'Core punishes it (MAX_INV_SZ)' };
const MAX_LOCATOR_SZ: Limit = { most: 101, refusal: 'Core disconnects (MAX_LOCATOR_SZ)' };
const MAX_HEADERS_RESULTS: Limit = {
  most: 2000,
  refusal: 'Core punishes it and reads none (MAX_HEADERS_RESULTS)',
};
const MAX_NOTFOUND: Limit = {
  most: 5016,
  refusal: 'Core ignores it (MAX_PEER_TX_ANNOUNCEMENTS + MAX_BLOCKS_IN_TRANSIT_PER_PEER)',
};

const MSG_WITNESS_FLAG = 2 ** 30;
const MSG_TYPE_MASK = 0x3fffffff;

/** GetDataMsg of Core's protocol.h, spelled as CInv::GetMessageType does. */
const INVENTORY: ReadonlyMap<number, { name: string; hash: HashKind }> = new Map([
  [1, { name: 'tx', hash: 'txid' }],
  [2, { name: 'block', hash: 'block' }],
  [3, { name: 'merkleblock', hash: 'block' }],
  [4, { name: 'cmpctblock', hash: 'block' }],
  [5, { name: 'wtx', hash: 'wtxid' }],
]);

/** `tx`, `wtx`, `witness-block`; a number where Core knows none. */
export function inventoryName(type: number): string {
  const known = INVENTORY.get(type & MSG_TYPE_MASK);
  if (!known) return hex32(type);
  return type & MSG_WITNESS_FLAG ? `witness-${known.name}` : known.name;
}

function inventoryHash(type: number): HashKind | undefined {
  return INVENTORY.get(type & MSG_TYPE_MASK)?.hash;
}

const inventoryType = as<number>(uint32, (type) => `${inventoryName(type)} (${type})`);

/** What the hash is of stands before it. */
const inventoryHashType: Type = {
  ...uint256,
  hash: ({ payload, start }) => inventoryHash(payload.view.getUint32(start - 4, true)),
};

/** CInv: protocol.h, BIP144, BIP152, BIP339. */
const inv = struct('CInv', [field('type', inventoryType), field('hash', inventoryHashType)], {
  text: inventoryText,
});

function inventoryText(self: Field): string {
  const [type, hash] = self.children();
  return type && hash ? `${inventoryName(Number(type.value))} ${hash.text}` : '';
}

const inventory = (limit: Limit): Member => field('vInv', vector(inv, limit));

export const invMessage = message({
  bips: ['BIP144', 'BIP339'],
  core: 'protocol.h',
  receipt: 'Core requests the transactions that it lacks, and headers up to an unknown block.',
  members: [inventory(MAX_INV_SZ)],
});

export const getdata = message({
  bips: ['BIP37', 'BIP144', 'BIP152'],
  core: 'protocol.h',
  receipt:
    'Core sends what it has of these, and answers with notfound for transactions it has not.',
  members: [inventory(MAX_INV_SZ)],
});

export const notfound = message({
  bips: [],
  core: 'protocol.h',
  receipt: 'Core asks another peer for the transactions.',
  members: [inventory(MAX_NOTFOUND)],
});

/** CBlockLocator: primitives/block.h; the version has never been used. */
const locator = struct('CBlockLocator', [
  field('nVersion', int32),
  field('vHave', vector(blockHash, MAX_LOCATOR_SZ)),
]);

const range = [field('locator', locator), field('hashStop', blockHash)];

export const getblocks = message({
  bips: [],
  core: 'net_processing.cpp',
  receipt: 'Core answers with an inv of at most 500 blocks behind the first one that it knows.',
  members: range,
});

export const getheaders = message({
  bips: [],
  core: 'net_processing.cpp',
  receipt: 'Core answers with at most 2,000 headers behind the first block that it knows.',
  members: range,
});

export const headers = message({
  bips: ['BIP130'],
  core: 'net_processing.cpp',
  receipt: 'Core checks proof of work and continuity, and requests blocks of a better chain.',
  members: [field('headers', vector(announcedHeader, MAX_HEADERS_RESULTS))],
});

export const mempool = message({
  bips: ['BIP35', 'BIP111'],
  core: 'net_processing.cpp',
  receipt: 'Core announces the transactions of its mempool, if it offers Bloom filters.',
});
