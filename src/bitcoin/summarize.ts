import { visible } from '../shared/text/visible';
import { formatCount } from '../shared/text/quantity';
import { decodeMessage } from './decodeMessage';
import { hash256 } from './hash';
import { inventoryName } from './layouts/inventory';
import { pingNonce } from './pingNonce';
import { ByteReader } from './read/byteReader';
import type { Field } from './read/field';
import { Payload } from './read/payload';
import { reversedHex, shortHash } from './text/hex';
import { hex64 } from './text/hexNumber';

/** Characters that a line has room for. */
const MOST = 80;
/** Entries that are looked at: as many as Core accepts. */
const MOST_ENTRIES = 50_000;
/** Types of inventory that are told apart. */
const MOST_KINDS = 3;
const HEADER = 80;
const INVENTORY_ENTRY = 36;

/** What a line says behind the message type; from the first bytes, if those are all there are. */
type Summary = (payload: Payload, messageType: string) => string;

const SUMMARIES: ReadonlyMap<string, Summary> = new Map<string, Summary>([
  ['version', fields(versionSummary)],
  ['inv', inventorySummary],
  ['getdata', inventorySummary],
  ['notfound', inventorySummary],
  ['ping', nonceSummary],
  ['pong', nonceSummary],
  ['tx', fields(transactionSummary)],
  ['block', (payload) => `${headerHash(payload, 0)} ${count(payload, HEADER, 'transaction')}`],
  ['headers', headersSummary],
  ['cmpctblock', compactBlockSummary],
  ['merkleblock', (payload) => headerHash(payload, 0)],
  ['getheaders', locatorSummary],
  ['getblocks', locatorSummary],
  ['getblocktxn', blockTransactionsSummary],
  ['blocktxn', blockTransactionsSummary],
  ['addr', (payload) => count(payload, 0, 'address', 'addresses')],
  ['addrv2', (payload) => count(payload, 0, 'address', 'addresses')],
  ['feefilter', fields((root) => root.child('newFeeFilter')?.text.replace(/ \(.*/, ''))],
  ['sendcmpct', fields((root) => root.child('sendcmpct_hb')?.text.replace(/.*\(|:.*/g, ''))],
  ['feature', fields((root) => root.child('feature_id')?.text)],
  ['filterload', (payload) => count(payload, 0, 'byte')],
  ['filteradd', (payload) => count(payload, 0, 'byte')],
  ['getcfilters', filterRangeSummary],
  ['getcfheaders', filterRangeSummary],
  ['getcfcheckpt', (payload) => hash(payload, 1)],
  ['cfilter', (payload) => hash(payload, 1)],
  ['cfheaders', (payload) => `${hash(payload, 1)} ${count(payload, 65, 'header')}`],
  ['cfcheckpt', (payload) => `${hash(payload, 1)} ${count(payload, 33, 'header')}`],
  ['reject', fields(rejectSummary)],
]);

/**
 * One line about a message: `inv 3 wtx`, `headers 12 … 0000…77c0`, `tx 4e3a…91c0 2→2`. It takes what
 * it needs from the front, and never throws.
 * @param size Bytes that the message has, where `bytes` are fewer.
 */
export function summarize(messageType: string, bytes: Uint8Array, size = bytes.length): string {
  const name = visible(messageType);
  const about = SUMMARIES.get(messageType)?.(new Payload(bytes, 'main', size), messageType).trim();
  if (!about) return name;
  return `${name} ${about.length > MOST ? `${about.slice(0, MOST)}…` : about}`;
}

/** A summary of a message that is small, or has to be read as a whole. */
function fields(summary: (root: Field, payload: Payload) => string | undefined): Summary {
  return (payload, messageType) => {
    const { bytes, network, size } = payload;
    return summary(decodeMessage(messageType, bytes, { network, size }).root, payload) ?? '';
  };
}

function versionSummary(root: Field): string {
  const height = root.child('starting_height')?.value;
  const agent = root.child('strSubVer')?.text ?? `v${root.child('nVersion')?.text ?? '?'}`;
  return height === undefined ? agent : `${agent} h=${String(height)}`;
}

/** Without a txid where only a part of the transaction is there. */
function transactionSummary(root: Field): string {
  const counts = ['vin', 'vout'].map((name) => root.child(name)?.read);
  const id = root.child('txid');
  const numbers = counts.includes(undefined) ? '' : counts.join('→');
  return id ? `${shortHash(id.text)} ${numbers}` : numbers;
}

function rejectSummary(root: Field): string {
  return ['message', 'reason'].map((name) => root.child(name)?.text ?? '').join(': ');
}

function nonceSummary({ bytes }: Payload): string {
  const nonce = pingNonce(bytes);
  return nonce === undefined ? '' : hex64(nonce);
}

/** `3 wtx`, `block 0000…a3f1`, `12: 10 wtx, 2 block`. */
function inventorySummary(payload: Payload): string {
  const reader = new ByteReader(payload);
  const claimed = reader.compactSize();
  const first = reader.offset;
  const there = Math.min(claimed, Math.floor(reader.remaining / INVENTORY_ENTRY), MOST_ENTRIES);
  const kinds = new Map<number, number>();
  for (let index = 0; index < there; index++) {
    const type = payload.view.getUint32(first + index * INVENTORY_ENTRY, true);
    kinds.set(type, (kinds.get(type) ?? 0) + 1);
  }
  const [[type] = []] = kinds;
  if (type === undefined) return formatCount(claimed);
  if (claimed === 1) return `${inventoryName(type)} ${hash(payload, first + 4)}`;
  if (kinds.size === 1) return `${formatCount(claimed)} ${inventoryName(type)}`;
  const parts = [...kinds].slice(0, MOST_KINDS).map(([kind, n]) => `${n} ${inventoryName(kind)}`);
  return `${formatCount(claimed)}: ${parts.join(', ')}`;
}

/** The number of headers and the hash of the last. */
function headersSummary(payload: Payload): string {
  const reader = new ByteReader(payload);
  const claimed = reader.compactSize();
  let last: number | undefined;
  for (let index = 0; index < Math.min(claimed, MOST_ENTRIES) && !reader.failure; index++) {
    const at = reader.take(HEADER);
    if (at >= 0) last = at;
    reader.compactSize();
  }
  const whole = last !== undefined && !reader.failure;
  return `${formatCount(claimed)}${whole ? ` … ${headerHash(payload, last!)}` : ''}`;
}

function compactBlockSummary(payload: Payload): string {
  return `${headerHash(payload, 0)} ${count(payload, HEADER + 8, 'short id')}`;
}

function blockTransactionsSummary(payload: Payload): string {
  return `${hash(payload, 0)} ${count(payload, 32, 'transaction')}`;
}

/** The block that the sender has, and is asking what follows it. */
function locatorSummary(payload: Payload): string {
  const reader = new ByteReader(payload, 4);
  return reader.compactSize() > 0 ? `from ${hash(payload, reader.offset)}` : '';
}

function filterRangeSummary(payload: Payload): string {
  if (payload.bytes.length < 5) return '';
  return `${formatCount(payload.view.getUint32(1, true))} … ${hash(payload, 5)}`;
}

function headerHash({ bytes }: Payload, at: number): string {
  if (at + HEADER > bytes.length) return '';
  return shortHash(reversedHex(hash256(bytes.subarray(at, at + HEADER))));
}

function hash({ bytes }: Payload, at: number): string {
  return at + 32 > bytes.length ? '' : shortHash(reversedHex(bytes.subarray(at, at + 32)));
}

function count(payload: Payload, at: number, one: string, many = `${one}s`): string {
  const reader = new ByteReader(payload, at);
  const value = reader.compactSize();
  return reader.failure ? '' : `${formatCount(value)} ${value === 1 ? one : many}`;
}
