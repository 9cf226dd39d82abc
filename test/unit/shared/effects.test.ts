import assert from 'node:assert/strict';
import { summaryOf } from '../../../src/capture/query/readEvent';
import { decodeEvent, isProbeEvent, type ProbeEvent } from '../../../src/shared/events/event';
import { eventKind } from '../../../src/shared/events/eventKinds';
import { noteText } from '../../../src/capture/query/readEvent';
import {
  added,
  blockCoins,
  blockConnected,
  blockHeader,
  cacheFlushed,
  effects,
  reconstructed,
  rejected,
  removed,
  replaced,
  BLOCK_HASH,
  OTHER_TXID,
  TXID,
} from '../support/effects';
import { EventFlag } from '../support/frames';

function decoded(frame: Buffer): ProbeEvent {
  const event = decodeEvent(frame);
  assert.ok(event && isProbeEvent(event));
  return event;
}

/** As a ladder shows it. */
function said(frame: Buffer): string {
  const event = decoded(frame);
  return noteText(eventKind(event.kindNumber)!, event);
}

function json(frame: Buffer): unknown {
  const event = decoded(frame);
  return JSON.parse(`{"first":0${eventKind(event.kindNumber)!.json(event)}}`);
}

const HEADER = { sequence: 1, timeNs: 1000, pid: 4242, lostRingFull: 0 };
const MOST = 2 ** 53 - 1;

describe('what became of a transaction or block', () => {
  it('is decoded, with hashes as Bitcoin shows them', () => {
    const transaction = { ...HEADER, txid: TXID, unreadable: false, fee: 1234, vsize: 152 };
    const block = { ...HEADER, hash: BLOCK_HASH, unreadable: false };
    assert.deepEqual(effects('dust').map(decoded), [
      {
        kind: 'block-header',
        kindNumber: 20,
        ...block,
        peer: 0,
        height: 840_123,
        viaCompactBlock: false,
      },
      {
        kind: 'compact-block-reconstructed',
        kindNumber: 21,
        ...block,
        peer: 0,
        prefilled: 1,
        mempool: 3000,
        extraPool: 9,
        requested: 40,
        requestedBytes: 12_345,
      },
      { kind: 'mempool-added', kindNumber: 32, ...transaction },
      {
        kind: 'mempool-removed',
        kindNumber: 33,
        ...transaction,
        reason: 'dust',
        entryTime: 1_700_000_000,
      },
      {
        kind: 'mempool-replaced',
        kindNumber: 34,
        ...transaction,
        entryTime: 1_700_000_000,
        replacement: { hash: OTHER_TXID, isTransaction: true, fee: 5000, vsize: 200 },
      },
      {
        kind: 'mempool-rejected',
        kindNumber: 35,
        ...HEADER,
        txid: TXID,
        unreadable: false,
        reason: 'dust',
      },
      {
        kind: 'block-connected',
        kindNumber: 40,
        ...block,
        height: 840_123,
        transactions: 3050,
        inputs: 7000,
        sigops: 9000,
        durationNs: 210_000_000,
      },
      {
        kind: 'block-coins',
        kindNumber: 48,
        ...block,
        height: 840_123,
        added: { coins: 6789, value: 5_000_000_000 },
        spent: { coins: 7000, value: 4_000_000_000 },
        uncached: { coins: 0, value: 0 },
      },
      {
        kind: 'cache-flushed',
        kindNumber: 49,
        ...HEADER,
        durationUs: 210_000,
        coins: 123_456,
        bytes: 45_000_000,
        mode: 'periodic',
        forPrune: false,
      },
    ]);
  });

  it('is decoded at the ends of what the node’s integers hold', () => {
    const { fee, vsize } = decoded(added({ fee: -MOST, vsize: -(2 ** 31) })) as unknown as {
      fee: number;
      vsize: number;
    };
    assert.deepEqual([fee, vsize], [-MOST, -(2 ** 31)]);
    const most = blockConnected({ height: 2 ** 31 - 1, durationNs: MOST, sigops: -1, inputs: -1 });
    const event = decoded(most) as unknown as Record<string, number>;
    assert.deepEqual(
      [event.height, event.durationNs, event.sigops, event.inputs],
      [2 ** 31 - 1, MOST, -1, -1],
    );
  });

  it('is told in few words', () => {
    assert.equal(said(added()), 'accepted 1,234 sat, 8.1 sat/vB');
    assert.equal(said(rejected('min relay fee not met')), 'rejected: min relay fee not met');
    assert.equal(said(replaced()), 'replaced 4e3a… by 91c0…');
    assert.equal(said(removed('expiry')), 'evicted: expiry');
    const connected = 'connected height 840,123, 3,050 txs in 210 ms';
    assert.equal(said(blockConnected()), connected);
    assert.equal(
      said(blockConnected({ height: 1, transactions: 1, durationNs: 1_499_000 })),
      'connected height 1, 1 tx in 1.5 ms',
    );
    assert.equal(said(replaced({ isTransaction: false })), 'replaced 4e3a… by package 91c0…');
    assert.equal(said(removed('sizelimit')), 'evicted: size limit of the mempool');
    assert.equal(said(removed('block')), 'left the mempool: in a block');
    assert.equal(said(removed('reorg')), 'left the mempool: reorganization of the chain');
    assert.equal(
      said(removed('conflict')),
      'left the mempool: conflict with a transaction in a block',
    );
    assert.equal(said(removed('replaced')), 'left the mempool: replaced');
    assert.equal(said(removed('pruned')), 'left the mempool: pruned');
    assert.equal(said(blockHeader()), 'new header: height 840,123');
    assert.equal(
      said(blockHeader({ viaCompactBlock: true })),
      'new header: height 840,123, in a compact block',
    );
    assert.equal(
      said(reconstructed()),
      'reconstructed: 1 prefilled, 3,000 from the mempool, 9 from the extra pool, 40 requested (12,345 bytes)',
    );
    assert.equal(
      said(reconstructed({ counts: [1, 2, 0, 0, 0] })),
      'reconstructed: 1 prefilled, 2 from the mempool, 0 requested',
    );
  });

  it('tells coins in few words, and says nothing of what is not counted', () => {
    const while_ = 'while the block was connected';
    assert.equal(said(blockCoins()), `6,789 coins added, 7,000 spent ${while_}`);
    assert.equal(
      said(blockCoins({ added: [1, 5], spent: [0, 0], uncached: [3, 9] })),
      `1 coin added, 0 spent ${while_}; 3 uncached since the block before`,
    );
    assert.equal(said(blockCoins({ counted: 0b101 })), `6,789 coins added ${while_}`);
    assert.equal(said(blockCoins({ counted: 0b010 })), `7,000 coins spent ${while_}`);
    assert.deepEqual(json(blockCoins({ counted: 0b110, uncached: [2, -1] })), {
      first: 0,
      height: 840_123,
      spent: 7000,
      spent_value: 4_000_000_000,
      uncached: 2,
      uncached_value: -1,
      hash: BLOCK_HASH,
    });
    assert.equal(said(cacheFlushed()), 'flushed 123,456 coins (45 MB) in 210 ms: periodic');
    assert.equal(
      said(cacheFlushed({ coins: 1, bytes: 0, durationUs: 5, mode: 3, forPrune: true })),
      'flushed 1 coin (0 B) in 5 µs: force flush, to prune',
    );
    assert.equal((json(cacheFlushed({ mode: 9 })) as { mode: string }).mode, '9');
  });

  it('has a fee rate with as many digits as it needs', () => {
    const rates = [
      [100, 1000, 'accepted 100 sat, 0.1 sat/vB'],
      [1, 1000, 'accepted 1 sat, 0.001 sat/vB'],
      [0, 110, 'accepted 0 sat, 0 sat/vB'],
      [949, 1000, 'accepted 949 sat, 0.949 sat/vB'],
      [960, 1000, 'accepted 960 sat, 1.0 sat/vB'],
      [5_000_000, 100, 'accepted 5,000,000 sat, 50,000 sat/vB'],
      // A prioritised transaction has none of its own below 0; a hostile file has any.
      [-1500, 1000, 'accepted -1,500 sat, -1.5 sat/vB'],
      [10, 0, 'accepted 10 sat'],
      [10, -5, 'accepted 10 sat'],
    ] as const;
    for (const [fee, vsize, text] of rates) assert.equal(said(added({ fee, vsize })), text);
  });

  it('names its transaction or block in full where there is room', () => {
    const all = effects('dust').map((frame) => summaryOf(decoded(frame)));
    const subjects = [
      BLOCK_HASH,
      BLOCK_HASH,
      TXID,
      TXID,
      `${TXID} by ${OTHER_TXID}`,
      TXID,
      BLOCK_HASH,
      `${BLOCK_HASH}, 5,000,000,000 sat added, 4,000,000,000 sat spent`,
    ];
    for (const [i, subject] of subjects.entries())
      assert.ok(all[i]!.endsWith(` (${subject})`), all[i]);
  });

  it('says what could not be read', () => {
    const about = { flags: EventFlag.Unreadable, txid: '00'.repeat(32) };
    assert.equal(said(rejected('', about)), 'rejected: the reason could not be read');
    assert.equal(said(removed('', about)), 'left the mempool: the reason could not be read');
    assert.equal(said(rejected('')), 'rejected: no reason given');
    assert.equal(said(replaced(about)), 'replaced one that could not be read by 91c0…');
    assert.match(summaryOf(decoded(added(about))), /\(hash could not be read\)$/);
    // All but the last, which has nothing that could be unreadable.
    for (const frame of effects('', { flags: EventFlag.Unreadable }).slice(0, -1))
      assert.equal((json(frame) as { lost: string }).lost, 'unreadable');
  });

  it('shows reasons with control characters inert, and none beyond its slot', () => {
    const hostile = '\x1b]0;x\x07\x1b[2J\r\n"}{<b>';
    for (const frame of [rejected(hostile), removed(hostile)]) {
      // eslint-disable-next-line no-control-regex
      assert.doesNotMatch(said(frame), /[\x00-\x1f\x7f]/);
      assert.ok(said(frame).includes('⟨U+001B⟩'), said(frame));
      assert.equal((json(frame) as { reason: string }).reason, hostile);
    }
    const long = 'x'.repeat(500);
    assert.equal(said(rejected(long)), `rejected: ${'x'.repeat(136)}`);
    assert.equal(said(removed(long)), `left the mempool: ${'x'.repeat(32)}`);
  });

  it('has JSON that says which transaction, or package, it was replaced by', () => {
    const { replacement } = json(replaced()) as { replacement: object };
    assert.deepEqual(replacement, { txid: OTHER_TXID, vsize: 200, fee: 5000 });
    const other = json(replaced({ isTransaction: false })) as { replacement: object };
    assert.deepEqual(other.replacement, { package_hash: OTHER_TXID, vsize: 200, fee: 5000 });
  });
});
