import { readI64, readU64 } from '../frames/header';
import { durationText } from '../text/durationText';
import { formatCount } from '../text/quantity';
import type { EventKind } from './eventKind';
import { hashJson, ofBlock, subject, type OfBlock } from './ofBlock';

/** Offsets in the frame: `struct block_header_event`. */
export const BLOCK_HEADER = {
  peer: 40,
  height: 48,
  viaCompactBlock: 52,
  hash: 56,
  end: 88,
} as const;
/** `struct compact_block_reconstructed_event`. */
export const RECONSTRUCTED = {
  peer: 40,
  prefilled: 48,
  mempool: 52,
  extraPool: 56,
  requested: 60,
  requestedBytes: 64,
  hash: 72,
  end: 104,
} as const;
/** `struct block_connected_event`. */
export const BLOCK_CONNECTED = {
  hash: 40,
  height: 72,
  inputs: 76,
  transactions: 80,
  sigops: 88,
  durationNs: 96,
  end: 104,
} as const;

export interface BlockHeaderEvent extends OfBlock {
  kind: 'block-header';
  peer: number;
  height: number;
  /** It came in a `cmpctblock`, else in `headers`. */
  viaCompactBlock: boolean;
}

/** Counts are of transactions, by where the node had them from. */
export interface ReconstructedEvent extends OfBlock {
  kind: 'compact-block-reconstructed';
  peer: number;
  prefilled: number;
  mempool: number;
  extraPool: number;
  requested: number;
  requestedBytes: number;
}

export interface BlockConnectedEvent extends OfBlock {
  kind: 'block-connected';
  /** The node is the subject. */
  peer?: undefined;
  height: number;
  transactions: number;
  /** That its transactions spend. */
  inputs: number;
  /** Cost of signature operations, as Core counts it. */
  sigops: number;
  /** What connecting took. Core 23 and 24 say microseconds, which nothing tells apart (Core's pull request 29877). */
  durationNs: number;
}

function reconstructedText(event: ReconstructedEvent): string {
  const { prefilled, mempool, extraPool, requested, requestedBytes } = event;
  const had = `${formatCount(prefilled)} prefilled, ${formatCount(mempool)} from the mempool`;
  const extra = extraPool > 0 ? `, ${formatCount(extraPool)} from the extra pool` : '';
  const asked = requested > 0 ? ` (${formatCount(requestedBytes)} bytes)` : '';
  return `reconstructed: ${had}${extra}, ${formatCount(requested)} requested${asked}`;
}

function connectedText({ height, transactions, durationNs }: BlockConnectedEvent): string {
  const count = `${formatCount(transactions)} ${transactions === 1 ? 'tx' : 'txs'}`;
  return `connected height ${formatCount(height)}, ${count} in ${durationText(durationNs / 1000)}`;
}

export const blockHeader: EventKind<BlockHeaderEvent> = {
  kind: 20,
  provider: 'net',
  tracepoint: 'block_header',
  arguments: '-4 -8 1 8',
  about: 'a peer told the node of a block header that was new to it',
  direction: undefined,
  peer: { peer: BLOCK_HEADER.peer },
  hashes: [BLOCK_HEADER.hash],
  wording: {
    what: 'new header',
    tone: 'plain',
    text: ({ height, viaCompactBlock }) =>
      `new header: height ${formatCount(height)}${viaCompactBlock ? ', in a compact block' : ''}`,
    subject,
  },
  facts: ({ hash, height }) => ({ hashes: [hash], height }),
  size: BLOCK_HEADER.end,
  decode: (frame) => ({
    kind: 'block-header',
    ...ofBlock(frame, BLOCK_HEADER.hash, BLOCK_HEADER.end),
    peer: readI64(frame, BLOCK_HEADER.peer),
    height: frame.readInt32LE(BLOCK_HEADER.height),
    viaCompactBlock: frame.readUInt32LE(BLOCK_HEADER.viaCompactBlock) !== 0,
  }),
  json(event) {
    const { peer, height, viaCompactBlock } = event;
    return `,"peer":${peer},"height":${height},"via_compact_block":${viaCompactBlock}${hashJson(event)}`;
  },
};

export const compactBlockReconstructed: EventKind<ReconstructedEvent> = {
  kind: 21,
  provider: 'net',
  tracepoint: 'compact_block_reconstructed',
  arguments: '-8 4 4 4 4 4 8',
  about: 'the node has all transactions of a compact block, by where they came from',
  direction: undefined,
  peer: { peer: RECONSTRUCTED.peer },
  hashes: [RECONSTRUCTED.hash],
  wording: { what: 'reconstructed', tone: 'plain', text: reconstructedText, subject },
  facts: ({ hash }) => ({ hashes: [hash] }),
  size: RECONSTRUCTED.end,
  decode: (frame) => ({
    kind: 'compact-block-reconstructed',
    ...ofBlock(frame, RECONSTRUCTED.hash, RECONSTRUCTED.end),
    peer: readI64(frame, RECONSTRUCTED.peer),
    prefilled: frame.readUInt32LE(RECONSTRUCTED.prefilled),
    mempool: frame.readUInt32LE(RECONSTRUCTED.mempool),
    extraPool: frame.readUInt32LE(RECONSTRUCTED.extraPool),
    requested: frame.readUInt32LE(RECONSTRUCTED.requested),
    requestedBytes: frame.readUInt32LE(RECONSTRUCTED.requestedBytes),
  }),
  json(event) {
    const { peer, prefilled, mempool, extraPool, requested, requestedBytes } = event;
    const had = `,"prefilled":${prefilled},"mempool":${mempool},"extra_pool":${extraPool}`;
    const asked = `,"requested":${requested},"requested_bytes":${requestedBytes}`;
    return `,"peer":${peer}${had}${asked}${hashJson(event)}`;
  },
};

export const blockConnected: EventKind<BlockConnectedEvent> = {
  kind: 40,
  provider: 'validation',
  tracepoint: 'block_connected',
  arguments: '8 -4 8 -4 -8 -8 or 8 -4 8 -4 8 8',
  about: 'a block was connected to the chain, and how long that took',
  direction: undefined,
  peer: undefined,
  hashes: [BLOCK_CONNECTED.hash],
  wording: { what: 'connected block', tone: 'plain', text: connectedText, subject },
  facts: ({ hash, height, durationNs }) => ({ hashes: [hash], height, tookNs: durationNs }),
  size: BLOCK_CONNECTED.end,
  decode: (frame) => ({
    kind: 'block-connected',
    ...ofBlock(frame, BLOCK_CONNECTED.hash, BLOCK_CONNECTED.end),
    height: frame.readInt32LE(BLOCK_CONNECTED.height),
    transactions: readU64(frame, BLOCK_CONNECTED.transactions),
    inputs: frame.readInt32LE(BLOCK_CONNECTED.inputs),
    sigops: readI64(frame, BLOCK_CONNECTED.sigops),
    durationNs: readU64(frame, BLOCK_CONNECTED.durationNs),
  }),
  json(event) {
    const { height, transactions, inputs, sigops, durationNs } = event;
    const has = `,"height":${height},"transactions":${transactions},"inputs":${inputs}`;
    return `${has},"sigops":${sigops},"duration_ns":${durationNs}${hashJson(event)}`;
  },
};
