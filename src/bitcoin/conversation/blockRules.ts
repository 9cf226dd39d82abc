import { putHash256 } from '../hash';
import { chosenAfter, hasCrossed } from './compactChoice';
import { ASKED, type Connection, OVERDUE } from './connection';
import { type Check, rules } from './group';
import { REMOVED, SETTLED, type HashTable } from './hashTable';
import type { Heard } from './heard';
import {
  eachEntry,
  elementsOf,
  entriesOf,
  hashName,
  hashText,
  isBlock,
  nameText,
  spanText,
  who,
  whom,
} from './readers';
import { HASH_BYTES, HEADER_BYTES, INVENTORY_BYTES } from '../sizes';

/** BLOCK_DOWNLOAD_TIMEOUT_BASE of Core's net_processing.cpp: one interval of blocks, nanoseconds. */
const DOWNLOAD_NS = 600e9;
/** BLOCK_STALLING_TIMEOUT_DEFAULT of the same, nanoseconds. */
export const STALLING_NS = 2e9;

const RULES = rules({
  cmpctblockUnasked: {
    severity: 'warning',
    about:
      'A compact block that was not asked for, to one who has not chosen high bandwidth; Core ignores it.',
    source: 'net_processing.cpp, ProcessMessage (not marked as high-bandwidth); BIP152',
  },
  cmpctblockNotOffered: {
    severity: 'warning',
    about: 'A compact block from one who has not sent `sendcmpct`; Core ignores it.',
    source: 'net_processing.cpp, ProcessMessage (m_provides_cmpctblocks); BIP152',
  },
  blocktxnUnasked: {
    severity: 'warning',
    about: 'A `blocktxn` that no `getblocktxn` asked for; Core ignores it.',
    source: 'net_processing.cpp, ProcessCompactBlockTxns; BIP152',
  },
  blockNotDelivered: {
    severity: 'warning',
    about:
      'The node asked for a block, and it did not come within 10 minutes, after which Core disconnects, or later where it downloads from several peers.',
    source: 'net_processing.cpp, BLOCK_DOWNLOAD_TIMEOUT_BASE, BLOCK_DOWNLOAD_TIMEOUT_PER_PEER',
  },
});

export const blockRules = {
  rules: RULES,
  checks: {
    sendcmpct,
    getdata,
    block: delivered,
    merkleblock: delivered,
    cmpctblock,
    getblocktxn,
    blocktxn,
    notfound,
  } satisfies Record<string, Check>,
  sweep,
};

const hash = Buffer.alloc(HASH_BYTES);

/** Of the header that a payload begins with; valid until the next. */
function headerHash(payload: Uint8Array): Buffer | undefined {
  if (payload.length < HEADER_BYTES) return undefined;
  putHash256(payload.subarray(0, HEADER_BYTES), hash, 0);
  return hash;
}

function sendcmpct(connection: Connection, message: Heard): void {
  const sender = connection.sender(message);
  const chosen = chosenAfter(sender.compact, message);
  if (chosen && chosen !== sender.compact) sender.compact = { row: message.row, ...chosen };
}

function getdata(connection: Connection, message: Heard): void {
  const { payload, row, timeNs, whole } = message;
  const { askedBlocks } = connection.sender(message).tables;
  if (!whole) askedBlocks.forget();
  const count = entriesOf(message);
  if (!count) return;
  eachEntry(message, count, (type, at) => {
    if (!isBlock(type)) return;
    const block = connection.numberOf(payload, at);
    askedBlocks.set(block, row, timeNs, ASKED, hashName(payload, at));
  });
  connection.waitUntil(timeNs + DOWNLOAD_NS);
}

/** @returns Whether the block was asked for and has not come. */
function settle(
  { around: { hashes } }: Connection,
  asked: HashTable,
  payload: Uint8Array,
): boolean | undefined {
  const key = headerHash(payload);
  if (!key) return undefined;
  const entry = asked.find(hashes.find(key, 0));
  if (entry < 0) return false;
  const isFirst = asked.state(entry) !== SETTLED;
  asked.setState(entry, SETTLED);
  return isFirst;
}

function delivered(connection: Connection, message: Heard): void {
  connection.sender(message).blockNs = message.timeNs;
  const { askedBlocks } = connection.receiver(message).tables;
  if (askedBlocks.end === 0) return;
  if (settle(connection, askedBlocks, message.payload) === undefined) settleAll(askedBlocks);
}

/** Any of what was asked for may have come. */
function settleAll(asked: HashTable): void {
  for (let entry = asked.begin; entry < asked.end; entry++)
    if (asked.state(entry) !== REMOVED) asked.setState(entry, SETTLED);
  asked.forget();
}

function notfound(connection: Connection, message: Heard): void {
  const { payload, whole } = message;
  const { hashes } = connection.around;
  const { askedBlocks } = connection.receiver(message).tables;
  if (!whole) settleAll(askedBlocks);
  const count = elementsOf(message, INVENTORY_BYTES);
  if (!count) return;
  eachEntry(message, count, (type, at) => {
    const entry = isBlock(type) ? askedBlocks.find(hashes.find(payload, at)) : -1;
    if (entry >= 0) askedBlocks.setState(entry, SETTLED);
  });
}

function cmpctblock(connection: Connection, message: Heard): void {
  const { payload, timeNs } = message;
  const receiver = connection.receiver(message);
  const sender = connection.sender(message);
  const { askedBlocks } = receiver.tables;
  const key = headerHash(payload);
  if (!key) {
    settleAll(askedBlocks);
    return;
  }
  const name = hashText(key, 0);
  const entry = askedBlocks.find(connection.around.hashes.find(key, 0));
  const wasAsked = entry >= 0;
  if (wasAsked) askedBlocks.setState(entry, SETTLED);
  if (!connection.isKnown) return;
  if (!sender.compact) {
    const text = `${who(message)} sends compact block ${name} without ever having sent sendcmpct, so Core ignores it.`;
    connection.tell(RULES.cmpctblockNotOffered, message, text);
    return;
  }
  const { compact } = receiver;
  if (wasAsked || askedBlocks.hasForgotten() || compact?.high) return;
  if (compact && hasCrossed(compact, timeNs)) return;
  const text = `${who(message)} sends compact block ${name} unasked, although ${whom(message)} has not chosen high bandwidth.`;
  connection.tell(RULES.cmpctblockUnasked, message, text, compact?.row);
}

function getblocktxn(connection: Connection, message: Heard): void {
  const { payload, row, timeNs } = message;
  const { askedParts } = connection.sender(message).tables;
  if (payload.length < HASH_BYTES) askedParts.forget();
  else askedParts.set(connection.numberOf(payload, 0), row, timeNs, ASKED);
}

function blocktxn(connection: Connection, message: Heard): void {
  const { payload } = message;
  if (payload.length < HASH_BYTES) return;
  const { askedParts, askedBlocks } = connection.receiver(message).tables;
  const hash = connection.around.hashes.find(payload, 0);
  const block = askedBlocks.find(hash);
  if (block >= 0) askedBlocks.setState(block, SETTLED);
  const entry = askedParts.find(hash);
  const wasAsked = entry >= 0 && askedParts.state(entry) !== SETTLED;
  if (entry >= 0) askedParts.setState(entry, SETTLED);
  if (wasAsked || askedParts.hasForgotten() || !connection.isKnown) return;
  const text = `${who(message)} sends transactions of block ${hashText(payload, 0)}, which ${whom(message)} has not asked for.`;
  connection.tell(RULES.blocktxnUnasked, message, text);
}

/**
 * The oldest block that the node waits for: how long it has been under way, and of how many.
 * @returns `stalledNs` Since the peer last sent a block, if it did after that was asked for.
 */
export function waitsForBlocks(
  connection: Connection,
  timeNs: number,
): { count: number; first: string; row: number; ns: number; stalledNs: number } | undefined {
  const asked = connection.node.knownTables?.askedBlocks;
  if (!asked || !connection.isKnown || asked.hasForgotten()) return undefined;
  let count = 0;
  let oldest: number | undefined;
  for (let entry = asked.begin; entry < asked.end; entry++) {
    const state = asked.state(entry);
    if (state === SETTLED || state === REMOVED) continue;
    oldest ??= entry;
    count++;
  }
  if (oldest === undefined) return undefined;
  const first = nameText(asked.name(oldest));
  const ns = timeNs - asked.timeNs(oldest);
  const stalledNs = Math.min(ns, timeNs - connection.peer.blockNs);
  return { count, first, row: asked.row(oldest), ns, stalledNs };
}

function sweep(connection: Connection, timeNs: number): number {
  const { node } = connection;
  const asked = node.knownTables?.askedBlocks;
  if (!asked) return Infinity;
  node.sweptBlocks = Math.max(node.sweptBlocks, asked.begin);
  for (; node.sweptBlocks < asked.end; node.sweptBlocks++) {
    const entry = node.sweptBlocks;
    const askedNs = asked.timeNs(entry);
    if (asked.state(entry) !== ASKED) continue;
    if (askedNs + DOWNLOAD_NS > timeNs) return askedNs + DOWNLOAD_NS;
    asked.setState(entry, OVERDUE);
    if (!connection.isKnown) continue;
    const text = `The peer has not sent block ${nameText(asked.name(entry))}, which the node asked for, within ${spanText(DOWNLOAD_NS)}.`;
    connection.tell(RULES.blockNotDelivered, { row: asked.row(entry), timeNs: askedNs }, text);
  }
  return Infinity;
}
