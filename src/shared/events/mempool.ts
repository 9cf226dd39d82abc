import { needLength } from '../frames/frameReader';
import { HEADER } from '../frames/layout';
import { readHeader, type EventHeader, readI64, readU64 } from '../frames/header';
import { readSlot } from '../frames/slots';
import { formatCount } from '../text/quantity';
import { quoted } from '../text/quoted';
import type { EventFacts, EventKind, Wording } from './eventKind';
import { hashStart, readHash, wholeHash } from './hash';
import { lossCause } from './lossCause';

/**
 * Offsets in the frames of what became of a transaction: `struct mempool_added_event`, `mempool_removed_event`,
 * `mempool_replaced_event`, `mempool_rejected_event`, which begin alike.
 */
export const MEMPOOL = { txid: 40, fee: 72, vsize: 80, addedEnd: 88, entryTime: 88 } as const;
export const REMOVED = { reason: 96, end: 128 } as const;
export const REPLACED = {
  byTransaction: 84,
  replacement: 96,
  replacementFee: 128,
  replacementVsize: 136,
  end: 144,
} as const;
export const REJECTED = { reason: 72, end: 208 } as const;

interface OfTransaction extends EventHeader {
  /** The node is the subject. */
  peer?: undefined;
  /** As Bitcoin shows it. */
  txid: string;
  /** Memory of the node could not be read: a hash is zeros then, or a reason empty. */
  unreadable: boolean;
}

/** A transaction with what Core's mempool knows of it. */
interface OfEntry extends OfTransaction {
  /** Satoshi. */
  fee: number;
  /** Virtual bytes. */
  vsize: number;
}

export interface MempoolAddedEvent extends OfEntry {
  kind: 'mempool-added';
}

export interface MempoolRemovedEvent extends OfEntry {
  kind: 'mempool-removed';
  /** RemovalReasonToString of Core's kernel/mempool_removal_reason.cpp: expiry, sizelimit, reorg, block, conflict, replaced. */
  reason: string;
  /** Unix seconds when it was added. */
  entryTime: number;
}

export interface MempoolReplacedEvent extends OfEntry {
  kind: 'mempool-replaced';
  /** Unix seconds when what was replaced was added. */
  entryTime: number;
  replacement: {
    /** A txid, or the hash of a package. */
    hash: string;
    isTransaction: boolean;
    /** Satoshi and virtual bytes, of a package together. */
    fee: number;
    vsize: number;
  };
}

export interface MempoolRejectedEvent extends OfTransaction {
  kind: 'mempool-rejected';
  /** As Core words it, which may be with details behind it. Show it through `visible`. */
  reason: string;
}

/** What is said of a transaction that left the mempool, by Core's word for the reason. */
const REMOVALS: ReadonlyMap<string, string> = new Map([
  ['expiry', 'evicted: expiry'],
  ['sizelimit', 'evicted: size limit of the mempool'],
  ['reorg', 'left the mempool: reorganization of the chain'],
  ['block', 'left the mempool: in a block'],
  ['conflict', 'left the mempool: conflict with a transaction in a block'],
  ['replaced', 'left the mempool: replaced'],
]);

/** `1,234 sat, 8.1 sat/vB`. */
function feeText(entry: Pick<OfEntry, 'fee' | 'vsize'>): string {
  const rate = feeRateText(entry);
  return `${formatCount(entry.fee)} sat${rate === undefined ? '' : `, ${rate}`}`;
}

/** `8.1 sat/vB`: one digit after the point, and up to three below 1; undefined where the size is not known. */
export function feeRateText({ fee, vsize }: Pick<OfEntry, 'fee' | 'vsize'>): string | undefined {
  if (vsize <= 0) return undefined;
  const rate = fee / vsize;
  if (Math.abs(rate) < 0.95) return `${Number(rate.toFixed(3))} sat/vB`;
  return `${Math.abs(rate) < 1000 ? rate.toFixed(1) : formatCount(Math.round(rate))} sat/vB`;
}

/** `evicted: expiry` */
export function removalText({
  reason,
  unreadable,
}: Pick<MempoolRemovedEvent, 'reason' | 'unreadable'>): string {
  if (reason === '')
    return `left the mempool: ${unreadable ? 'the reason could not be read' : 'no reason given'}`;
  return REMOVALS.get(reason) ?? `left the mempool: ${reason}`;
}

/** `rejected: min relay fee not met`. The reason is Core's: show it through `visible`. */
export function rejectionText({
  reason,
  unreadable,
}: Pick<MempoolRejectedEvent, 'reason' | 'unreadable'>): string {
  if (reason === '')
    return `rejected: ${unreadable ? 'the reason could not be read' : 'no reason given'}`;
  return `rejected: ${reason}`;
}

function replacementText({ txid, replacement }: MempoolReplacedEvent): string {
  const by = `${replacement.isTransaction ? '' : 'package '}${hashStart(replacement.hash)}`;
  return `replaced ${hashStart(txid)} by ${by}`;
}

function ofTransaction(frame: Buffer, end: number): OfTransaction {
  needLength(frame.length, end);
  return {
    ...readHeader(frame),
    txid: readHash(frame, MEMPOOL.txid),
    unreadable: lossCause(frame.readUInt16LE(HEADER.flags)) === 'unreadable',
  };
}

function ofEntry(frame: Buffer, end: number): OfEntry {
  return {
    ...ofTransaction(frame, end),
    fee: readI64(frame, MEMPOOL.fee),
    vsize: frame.readInt32LE(MEMPOOL.vsize),
  };
}

function transactionJson({ txid }: OfTransaction): string {
  return `,"txid":"${txid}"`;
}

function entryJson(event: OfEntry): string {
  return `${transactionJson(event)},"vsize":${event.vsize},"fee":${event.fee}`;
}

function entryFacts({ txid, fee, vsize }: OfEntry): EventFacts {
  return { hashes: [txid], ...(vsize > 0 && { feeRate: fee / vsize }) };
}

function lostJson({ unreadable }: OfTransaction): string {
  return unreadable ? ',"lost":"unreadable"' : '';
}

type Own<E extends OfTransaction & { kind: string }> = Pick<
  EventKind<E>,
  'kind' | 'tracepoint' | 'arguments' | 'about' | 'size' | 'decode' | 'json' | 'hashes' | 'facts'
> & { wording: Pick<Wording<E>, 'what' | 'text' | 'reason' | 'subject'> };

function mempool<E extends OfTransaction & { kind: string }>(own: Own<E>): EventKind<E> {
  return {
    provider: 'mempool',
    direction: undefined,
    peer: undefined,
    hashes: [MEMPOOL.txid],
    ...own,
    wording: { tone: 'plain', subject: ({ txid }) => wholeHash(txid), ...own.wording },
    json: (event) => `${own.json(event)}${lostJson(event)}`,
  };
}

export const mempoolAdded = mempool<MempoolAddedEvent>({
  kind: 32,
  tracepoint: 'added',
  arguments: '8 -4 -8',
  about: 'a transaction was added to the mempool, with its fee',
  wording: { what: 'accepted', text: (event) => `accepted ${feeText(event)}` },
  size: MEMPOOL.addedEnd,
  decode: (frame) => ({ kind: 'mempool-added', ...ofEntry(frame, MEMPOOL.addedEnd) }),
  json: entryJson,
  facts: entryFacts,
});

export const mempoolRemoved = mempool<MempoolRemovedEvent>({
  kind: 33,
  tracepoint: 'removed',
  arguments: '8 8 -4 -8 8',
  about: 'a transaction left the mempool, with the reason',
  wording: {
    what: 'left the mempool',
    text: removalText,
    reason: (reason) => removalText({ reason, unreadable: false }),
  },
  size: REMOVED.end,
  decode: (frame) => ({
    kind: 'mempool-removed',
    ...ofEntry(frame, REMOVED.end),
    reason: readSlot(frame, REMOVED.reason, REMOVED.end),
    entryTime: readU64(frame, MEMPOOL.entryTime),
  }),
  json: (event) =>
    `${entryJson(event)},"entered":${event.entryTime},"reason":${quoted(event.reason)}`,
  facts: (event) => ({ ...entryFacts(event), reason: event.reason }),
});

export const mempoolReplaced = mempool<MempoolReplacedEvent>({
  kind: 34,
  tracepoint: 'replaced',
  arguments: '8 -4 -8 8 8 -4 -8 1 or 8 -4 -8 8 8 -4 -8',
  about: 'a transaction in the mempool was replaced by another one or by a package',
  wording: {
    what: 'replaced',
    text: replacementText,
    subject: ({ txid, replacement }) => `${wholeHash(txid)} by ${wholeHash(replacement.hash)}`,
  },
  hashes: [MEMPOOL.txid, REPLACED.replacement],
  size: REPLACED.end,
  decode: (frame) => ({
    kind: 'mempool-replaced',
    ...ofEntry(frame, REPLACED.end),
    entryTime: readU64(frame, MEMPOOL.entryTime),
    replacement: {
      hash: readHash(frame, REPLACED.replacement),
      isTransaction: frame.readUInt32LE(REPLACED.byTransaction) !== 0,
      fee: readI64(frame, REPLACED.replacementFee),
      vsize: frame.readInt32LE(REPLACED.replacementVsize),
    },
  }),
  json(event) {
    const { hash, isTransaction, fee, vsize } = event.replacement;
    const by = `"${isTransaction ? 'txid' : 'package_hash'}":"${hash}","vsize":${vsize},"fee":${fee}`;
    return `${entryJson(event)},"entered":${event.entryTime},"replacement":{${by}}`;
  },
  facts: (event) => ({
    ...entryFacts(event),
    hashes: [event.txid, event.replacement.hash],
  }),
});

export const mempoolRejected = mempool<MempoolRejectedEvent>({
  kind: 35,
  tracepoint: 'rejected',
  arguments: '8 8',
  about: 'a transaction was not let into the mempool, with the reason',
  wording: { what: 'rejected', text: rejectionText },
  size: REJECTED.end,
  decode: (frame) => ({
    kind: 'mempool-rejected',
    ...ofTransaction(frame, REJECTED.end),
    reason: readSlot(frame, REJECTED.reason, REJECTED.end),
  }),
  json: (event) => `${transactionJson(event)},"reason":${quoted(event.reason)}`,
  facts: ({ txid, reason }) => ({ hashes: [txid], reason }),
});
