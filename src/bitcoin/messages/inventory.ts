import { formatCount } from '../../shared/text/quantity';
import { inventoryEntry, inventoryName } from '../layouts/inventoryEntry';
import { ByteReader } from '../read/byteReader';
import type { Payload } from '../read/payload';
import { field, type Member } from '../read/struct';
import { type Limit, vector } from '../read/vector';
import { message } from './messageRecord';
import type { PairRole, TakeKey } from './pairRole';
import { elements, fromHex, noArguments, type PythonForm } from './pythonForm';
import { hashAt, MOST_ENTRIES, type Summary } from './summary';
import { INVENTORY_BYTES } from '../sizes';

/** Of Core's net_processing.cpp and node/txdownloadman.h. */
const MAX_INV_SZ: Limit = { most: 50_000, refusal: 'Core punishes it (MAX_INV_SZ)' };
const MAX_NOTFOUND: Limit = {
  most: 5016,
  refusal: 'Core ignores it (MAX_PEER_TX_ANNOUNCEMENTS + MAX_BLOCKS_IN_TRANSIT_PER_PEER)',
};

/** Types of inventory that a summary tells apart. */
const MOST_KINDS = 3;
/** Entries that requests and answers are looked for in: Core sends no more. */
const MOST_KEYS = 1000;
/** Entries that are written one by one in Python; more are easier to read in hex. */
const MOST_LINES = 100;
const longPython = fromHex();

/** CInv::IsGenTxMsg and CInv::IsGenBlkMsg of Core's protocol.h. */
const TRANSACTIONS = [1, 5, 0x40000001];
const BLOCKS = [2, 3, 4, 0x40000002];
/** MSG_BLOCK of Core's protocol.h. */
const BLOCK = 2;

function entries(limit: Limit, heeded: number[]): Member {
  return field('vInv', vector(inventoryEntry(new Set(heeded)), limit));
}

const summary: Summary = { bytes: 40 * 1024, of: inventorySummary };
const hashes: Pick<PairRole, 'bytes' | 'keys'> = {
  bytes: 9 + MOST_KEYS * INVENTORY_BYTES,
  keys: entryKeys,
};
const about = { family: 'inventory', namesHashes: true, summary, python: inventoryPython } as const;

const inv = message({
  ...about,
  name: 'inv',
  rank: 5,
  bips: ['BIP144', 'BIP339'],
  core: 'protocol.h',
  receipt: 'Core requests the transactions that it lacks, and headers up to an unknown block.',
  members: [entries(MAX_INV_SZ, [...TRANSACTIONS, BLOCK])],
  pair: { ...hashes, asks: { exchange: 'inv', expected: false } },
});

const getdata = message({
  ...about,
  name: 'getdata',
  rank: 6,
  bips: ['BIP37', 'BIP144', 'BIP152'],
  core: 'protocol.h',
  receipt:
    'Core sends those that it has, and answers with notfound for transactions that it does not have.',
  members: [entries(MAX_INV_SZ, [...TRANSACTIONS, ...BLOCKS])],
  pair: {
    ...hashes,
    answers: { exchange: 'inv' },
    asks: { exchange: 'data', expected: true },
  },
});

const notfound = message({
  ...about,
  name: 'notfound',
  rank: 17,
  bips: [],
  core: 'protocol.h',
  receipt: 'Core asks another peer for the transactions.',
  members: [entries(MAX_NOTFOUND, TRANSACTIONS)],
  pair: { ...hashes, answers: { exchange: 'data' } },
});

const mempool = message({
  name: 'mempool',
  rank: 14,
  family: 'inventory',
  bips: ['BIP35', 'BIP111'],
  core: 'net_processing.cpp',
  receipt:
    'Core announces the transactions of its mempool if it offers Bloom filters; otherwise it disconnects.',
  summary: 'none',
  pair: 'none',
  namesHashes: false,
  python: noArguments,
});

export const inventory = [inv, getdata, notfound, mempool] as const;

/** `3 wtx`, `block 0000…a3f1`, `12: 10 wtx, 2 block`. */
function inventorySummary(payload: Payload): string {
  const reader = new ByteReader(payload);
  const claimed = reader.compactSize();
  const first = reader.offset;
  const there = Math.min(claimed, Math.floor(reader.remaining / INVENTORY_BYTES), MOST_ENTRIES);
  const kinds = new Map<number, number>();
  // Most often all entries are of one type: they are counted in runs.
  for (let index = 0, from = 0; index < there; from = index) {
    const type = payload.view.getUint32(first + index * INVENTORY_BYTES, true);
    do index++;
    while (index < there && payload.view.getUint32(first + index * INVENTORY_BYTES, true) === type);
    kinds.set(type, (kinds.get(type) ?? 0) + index - from);
  }
  const [[type] = []] = kinds;
  if (type === undefined) return formatCount(claimed);
  if (claimed === 1) return `${inventoryName(type)} ${hashAt(payload, first + 4)}`;
  if (kinds.size === 1) return `${formatCount(claimed)} ${inventoryName(type)}`;
  const parts = [...kinds].slice(0, MOST_KINDS).map(([kind, n]) => `${n} ${inventoryName(kind)}`);
  return `${formatCount(claimed)}: ${parts.join(', ')}`;
}

/** The hashes of the entries. */
function entryKeys(payload: Buffer, take: TakeKey): void {
  if (payload.length === 0) return;
  const first = sizeBytes(payload[0]!);
  const end = Math.min(payload.length, first + MOST_KEYS * INVENTORY_BYTES);
  for (let at = first; at + INVENTORY_BYTES <= end; at += INVENTORY_BYTES)
    if (take(payload, at + 4, at + INVENTORY_BYTES)) return;
}

/** Bytes of a CompactSize that begins so. */
function sizeBytes(first: number): number {
  if (first < 0xfd) return 1;
  return { 0xfd: 3, 0xfe: 5 }[first] ?? 9;
}

/** Of Core's test_framework.messages. */
const PYTHON_NAMES: ReadonlyMap<number, string[]> = new Map([
  [1, ['MSG_TX']],
  [2, ['MSG_BLOCK']],
  [3, ['MSG_FILTERED_BLOCK']],
  [4, ['MSG_CMPCT_BLOCK']],
  [5, ['MSG_WTX']],
  [0x40000001, ['MSG_TX', 'MSG_WITNESS_FLAG']],
  [0x40000002, ['MSG_BLOCK', 'MSG_WITNESS_FLAG']],
]);

function inventoryPython(...[messageType, root]: Parameters<PythonForm>): ReturnType<PythonForm> {
  if ((root.child('vInv')?.read ?? 0) > MOST_LINES) return longPython(messageType, root);
  const names = ['CInv', `msg_${messageType}`];
  const lines = elements(root, 'vInv').map((entry) => {
    const [type, hash] = entry.children();
    const known = PYTHON_NAMES.get(Number(type!.value));
    names.push(...(known ?? []));
    const text = known?.join(' | ') ?? Number(type!.value);
    return `    CInv(${text}, 0x${hash!.text}),\n`;
  });
  const list = lines.length > 0 ? `[\n${lines.join('')}]` : '[]';
  return { expression: `msg_${messageType}(${list})`, names };
}
