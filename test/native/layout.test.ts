import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BLOCK_CONNECTED, BLOCK_HEADER, RECONSTRUCTED } from '../../src/shared/events/blocks';
import { BLOCK_COINS, blockCoins, CACHE_FLUSHED } from '../../src/shared/events/coins';
import { CONNECTION } from '../../src/shared/events/connections';
import type { EventKind } from '../../src/shared/events/eventKind';
import { EVENT_KINDS } from '../../src/shared/events/eventKinds';
import { HASH_SIZE } from '../../src/shared/events/hash';
import { MEMPOOL, REJECTED, REMOVED, REPLACED } from '../../src/shared/events/mempool';
import { MESSAGE } from '../../src/shared/events/messages';
import { MISBEHAVING } from '../../src/shared/events/misbehaving';
import { FILTERS_KIND, NAMES_KIND } from '../../src/shared/frames/annotations';
import { BOOKMARK_KIND } from '../../src/shared/frames/bookmark';
import { decodeHello, encodeHello } from '../../src/shared/frames/hello';
import * as layout from '../../src/shared/frames/layout';
import { openTracer, traceRun } from './support';

const { EventFlag, FrameKind, HEADER, STATISTICS } = layout;

/** What src/shared/frames/layout.ts says, by the names of native/bpf/event.h. */
const expected: Record<string, number> = {
  FORMAT_VERSION: layout.FORMAT_VERSION,
  MAX_PAYLOAD: layout.MAX_PAYLOAD,
  MAX_FRAME: layout.MAX_FRAME,
  EVENT_HELLO: FrameKind.Hello,
  EVENT_STATISTICS: FrameKind.Statistics,
  EVENT_FAILURE: FrameKind.Failure,
  EVENT_TRUNCATED: EventFlag.Truncated,
  EVENT_RING_FULL: EventFlag.RingFull,
  EVENT_UNREADABLE: EventFlag.Unreadable,
  EVENT_FINAL: EventFlag.Final,
  'event_header.length': HEADER.length,
  'event_header.kind': HEADER.kind,
  'event_header.flags': HEADER.flags,
  'event_header.sequence': HEADER.sequence,
  'event_header.time_ns': HEADER.timeNs,
  'event_header.pid': HEADER.pid,
  'event_header.tid': HEADER.tid,
  'event_header.lost_ring_full': HEADER.lostRingFull,
  'sizeof event_header': HEADER.size,
  'hello_event.version': 40,
  'hello_event.wall_ns': 48,
  'hello_event.monotonic_ns': 56,
  'sizeof hello_event': 64,
  'message_event.peer': MESSAGE.peer,
  'message_event.size': MESSAGE.size,
  'message_event.captured': MESSAGE.captured,
  'message_event.payload_offset': MESSAGE.payloadOffset,
  'message_event.connection_type': MESSAGE.connectionType,
  'message_event.message_type': MESSAGE.messageType,
  'message_event.address': MESSAGE.address,
  MESSAGE_PAYLOAD_OFFSET: MESSAGE.shortPayload,
  MESSAGE_LONG_PAYLOAD_OFFSET: MESSAGE.longPayload,
  'connection_event.peer': CONNECTION.peer,
  'connection_event.network': CONNECTION.network,
  'connection_event.existing_or_established': CONNECTION.existingOrEstablished,
  'connection_event.connection_type': CONNECTION.connectionType,
  'connection_event.address': CONNECTION.address,
  'sizeof connection_event': CONNECTION.end,
  'misbehaving_event.peer': MISBEHAVING.peer,
  'misbehaving_event.reason': MISBEHAVING.reason,
  'sizeof misbehaving_event': MISBEHAVING.end,
  'block_header_event.peer': BLOCK_HEADER.peer,
  'block_header_event.height': BLOCK_HEADER.height,
  'block_header_event.via_compact_block': BLOCK_HEADER.viaCompactBlock,
  'block_header_event.hash': BLOCK_HEADER.hash,
  'sizeof block_header_event': BLOCK_HEADER.end,
  'compact_block_reconstructed_event.peer': RECONSTRUCTED.peer,
  'compact_block_reconstructed_event.prefilled': RECONSTRUCTED.prefilled,
  'compact_block_reconstructed_event.mempool': RECONSTRUCTED.mempool,
  'compact_block_reconstructed_event.extra_pool': RECONSTRUCTED.extraPool,
  'compact_block_reconstructed_event.requested': RECONSTRUCTED.requested,
  'compact_block_reconstructed_event.requested_bytes': RECONSTRUCTED.requestedBytes,
  'compact_block_reconstructed_event.hash': RECONSTRUCTED.hash,
  'sizeof compact_block_reconstructed_event': RECONSTRUCTED.end,
  HASH_SIZE,
  'mempool_added_event.txid': MEMPOOL.txid,
  'mempool_added_event.fee': MEMPOOL.fee,
  'mempool_added_event.vsize': MEMPOOL.vsize,
  'sizeof mempool_added_event': MEMPOOL.addedEnd,
  'mempool_removed_event.txid': MEMPOOL.txid,
  'mempool_removed_event.fee': MEMPOOL.fee,
  'mempool_removed_event.vsize': MEMPOOL.vsize,
  'mempool_removed_event.entry_time': MEMPOOL.entryTime,
  'mempool_removed_event.reason': REMOVED.reason,
  'sizeof mempool_removed_event': REMOVED.end,
  'mempool_replaced_event.txid': MEMPOOL.txid,
  'mempool_replaced_event.fee': MEMPOOL.fee,
  'mempool_replaced_event.vsize': MEMPOOL.vsize,
  'mempool_replaced_event.by_transaction': REPLACED.byTransaction,
  'mempool_replaced_event.entry_time': MEMPOOL.entryTime,
  'mempool_replaced_event.replacement': REPLACED.replacement,
  'mempool_replaced_event.replacement_fee': REPLACED.replacementFee,
  'mempool_replaced_event.replacement_vsize': REPLACED.replacementVsize,
  'sizeof mempool_replaced_event': REPLACED.end,
  'mempool_rejected_event.txid': MEMPOOL.txid,
  'mempool_rejected_event.reason': REJECTED.reason,
  'sizeof mempool_rejected_event': REJECTED.end,
  'block_connected_event.hash': BLOCK_CONNECTED.hash,
  'block_connected_event.height': BLOCK_CONNECTED.height,
  'block_connected_event.inputs': BLOCK_CONNECTED.inputs,
  'block_connected_event.transactions': BLOCK_CONNECTED.transactions,
  'block_connected_event.sigops': BLOCK_CONNECTED.sigops,
  'block_connected_event.duration_ns': BLOCK_CONNECTED.durationNs,
  'sizeof block_connected_event': BLOCK_CONNECTED.end,
  'block_coins_event.hash': BLOCK_COINS.hash,
  'block_coins_event.height': BLOCK_COINS.height,
  'block_coins_event.counted': BLOCK_COINS.counted,
  'block_coins_event.counts[COINS_ADDED]': BLOCK_COINS.added,
  'block_coins_event.counts[COINS_SPENT]': BLOCK_COINS.spent,
  'block_coins_event.counts[COINS_UNCACHED]': BLOCK_COINS.uncached,
  'block_coins_event.counts[COINS_UNCACHED].value': BLOCK_COINS.uncached + 8,
  'sizeof block_coins_event': BLOCK_COINS.end,
  'cache_flushed_event.duration_us': CACHE_FLUSHED.durationUs,
  'cache_flushed_event.coins': CACHE_FLUSHED.coins,
  'cache_flushed_event.bytes': CACHE_FLUSHED.bytes,
  'cache_flushed_event.mode': CACHE_FLUSHED.mode,
  'cache_flushed_event.for_prune': CACHE_FLUSHED.forPrune,
  'sizeof cache_flushed_event': CACHE_FLUSHED.end,
  'statistics_event.totals.events': STATISTICS.events,
  'statistics_event.totals.lost_ring_full': STATISTICS.lostRingFull,
  'statistics_event.totals.lost_unreadable': STATISTICS.lostUnreadable,
  'statistics_event.totals.truncated': STATISTICS.truncated,
  'statistics_event.ring_used': STATISTICS.ringUsed,
  'statistics_event.ring_size': STATISTICS.ringSize,
  'sizeof statistics_event': STATISTICS.end,
};

/** @returns what a C program of this folder prints: a JSON value on each line. */
function compiled(source: string): unknown[] {
  const folder = mkdtempSync(join(tmpdir(), 'p2p-trace-layout-'));
  try {
    const program = join(folder, 'program');
    execFileSync('cc', ['-O1', '-Werror', '-o', program, join(__dirname, source)]);
    const lines = execFileSync(program, { encoding: 'utf8' }).trim().split('\n');
    return lines.map((line) => JSON.parse(line) as unknown);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('the frame layout', () => {
  it('is the same to TypeScript and to the C compiler', () => {
    assert.deepEqual(compiled('layout.c')[0], expected);
  });

  it('has a hello whose fixed fields are where C reads them', () => {
    const times = { wallNs: 0x1122334455667788n, monotonicNs: 0x99aabbccddeen };
    const strings = { host: '', binary: '', attachMode: '', tracepoints: [], unattached: [] };
    const frame = encodeHello({ version: layout.FORMAT_VERSION, ...times, ...strings });
    assert.equal(frame.readUInt32LE(expected['hello_event.version']), layout.FORMAT_VERSION);
    assert.equal(frame.readBigUInt64LE(expected['hello_event.wall_ns']), times.wallNs);
    assert.equal(frame.readBigUInt64LE(expected['hello_event.monotonic_ns']), times.monotonicNs);
    // The strings begin where the struct ends: the host is the first.
    frame.writeUInt32LE(3, expected['sizeof hello_event']);
    frame.write('abc', expected['sizeof hello_event']! + 4);
    assert.equal(decodeHello(frame).host, 'abc');
  });
});

describe('the table of tracepoints', () => {
  it('is the same to TypeScript and to the C compiler', () => {
    const known = EVENT_KINDS.flatMap((each: EventKind) => {
      const { kind, provider, tracepoint, counts = [tracepoint] } = each;
      return counts.map((name) => {
        return { kind, provider, tracepoint: name, arguments: each.arguments };
      });
    });
    const byKind = (a: { kind: number }, b: { kind: number }): number => a.kind - b.kind;
    const [, ...listed] = compiled('layout.c') as typeof known;
    assert.deepEqual(listed.sort(byKind), known.sort(byKind));
  });

  it('gives no number to two kinds, or to a frame that no tracepoint causes', () => {
    const [values, ...listed] = compiled('layout.c') as [Record<string, number>, { kind: number }];
    const { EVENT_HELLO, EVENT_STATISTICS, EVENT_FAILURE } = values;
    const ofClient = [FrameKind.Gap, FrameKind.Node, BOOKMARK_KIND, NAMES_KIND, FILTERS_KIND];
    const others = [EVENT_HELLO, EVENT_STATISTICS, EVENT_FAILURE, ...ofClient];
    // What is counted together has one number.
    const told = listed.map(({ kind }) => kind).filter((kind) => kind !== blockCoins.kind);
    const all = [...told, blockCoins.kind, ...others];
    assert.equal(new Set(all).size, all.length);
  });
});

describe('a record in the ring buffer', () => {
  it('has room for the frame, and 15 % more at most, whatever the size of the payload', () => {
    const { tooSmall, smallest, most } = compiled('recordSize.c')[0] as Record<string, number>;
    assert.equal(tooSmall, 0);
    assert.equal(smallest, MESSAGE.shortPayload, 'a message without payload takes no more');
    assert.ok(most! <= 0.15, `${most}`);
  });

  it('is of that size in the kernel', async () => {
    // The last record that was written is all that the ring held then.
    for (const size of [0, 37, 250, 1000, 5000, 40_000, 300_000, 1_100_000, 2_100_000, 4_000_000]) {
      const { statistics } = await traceRun(openTracer(), '--burst', '1', '--size', `${size}`);
      const frame = 8 + MESSAGE.shortPayload + Math.ceil(size / 8) * 8;
      assert.equal(statistics.lostRingFull, 0);
      assert.ok(statistics.ringUsed >= frame, `${size}: ${statistics.ringUsed}`);
      assert.ok(statistics.ringUsed <= frame * 1.15, `${size}: ${statistics.ringUsed}`);
    }
  });

  it('is as small as can be where no payload is wanted', async () => {
    const tracer = openTracer({ snapLength: 0 });
    const { statistics } = await traceRun(tracer, '--burst', '1', '--size', '40000');
    assert.equal(statistics.ringUsed, 8 + MESSAGE.shortPayload);
  });
});
