import assert from 'node:assert/strict';
import type { PeerIdentity } from '../../../../src/capture/index/peerTable';
import type { CompactBlock } from '../../../../src/capture/model/compactBlocks';
import type { StoryStep } from '../../../../src/capture/query/story';
import { summarizeStory, type SummarySource } from '../../../../src/capture/query/storySummary';
import type { ProbeEvent } from '../../../../src/shared/events/event';

/** A message of a peer: `<` to the node, `>` from it. */
type Said = readonly [ms: number, peer: number, way: '<' | '>', messageType: string];

const id = '91c0'.padEnd(64, '0');
const other = '4e3a'.padEnd(64, '0');
const peers = Array.from(
  { length: 20 },
  (_, peer) => ({ pid: 1, peer, address: `10.0.0.${peer}:8333` }) as PeerIdentity,
);

const header = { kindNumber: 0, sequence: 1, pid: 1, lostRingFull: 0, unreadable: false };
const at = (ms: number) => ({ ...header, timeNs: ms * 1e6 });
const entry = { fee: 1234, vsize: 152 };
const added = (ms: number): ProbeEvent => ({
  ...at(ms),
  kind: 'mempool-added',
  txid: id,
  ...entry,
});
const rejected = (ms: number, reason: string): ProbeEvent => ({
  ...at(ms),
  kind: 'mempool-rejected',
  txid: id,
  reason,
});
const removed = (ms: number, reason: string): ProbeEvent => ({
  ...at(ms),
  kind: 'mempool-removed',
  txid: id,
  ...entry,
  reason,
  entryTime: 0,
});
const replaced = (ms: number, txid: string, by: string): ProbeEvent => ({
  ...at(ms),
  kind: 'mempool-replaced',
  txid,
  ...entry,
  entryTime: 0,
  replacement: { hash: by, isTransaction: true, ...entry },
});
const connected = (ms: number): ProbeEvent => ({
  ...at(ms),
  kind: 'block-connected',
  hash: id,
  height: 840_123,
  transactions: 3050,
  inputs: 6000,
  sigops: 1,
  durationNs: 210e6,
});

function summaryOf(
  said: readonly Said[],
  events: readonly ProbeEvent[] = [],
  more: Partial<SummarySource> = {},
): string {
  const effects = events.map((event, nth) => ({ row: said.length + nth, event }));
  return summarizeStory({
    beganNs: -Infinity,
    index: {
      timeNs: (row) => said[row]![0] * 1e6,
      peer: (row) => said[row]![1],
      direction: (row): StoryStep['direction'] => (said[row]![2] === '<' ? 'inbound' : 'outbound'),
      messageType: (row) => said[row]![3],
      peers,
    },
    rows: said.map((_, row) => row),
    effects,
    compact: [],
    isOf: (hash) => hash === id,
    causeOf: () => ({ direct: true }),
    blockOf: () => undefined,
    traced: { mempool: true, blocks: true },
    live: false,
    lost: false,
    ...more,
  }).join(' ');
}

const relayed: readonly Said[] = [
  [0, 3, '<', 'inv'],
  [1, 3, '>', 'getdata'],
  [5, 4, '<', 'inv'],
  [45, 3, '<', 'tx'],
  ...Array.from({ length: 12 }, (_, nth): Said => [60 + nth, 5 + nth, '>', 'inv']),
];

describe('the summary of a transaction’s story', () => {
  it('goes from the first announcement to the block', () => {
    const events = [added(46), removed(9 * 60_000, 'block')];
    assert.equal(
      summaryOf(relayed, events, { blockOf: () => ({ height: 840_123, hash: other }) }),
      'Announced first by peer 3 (of 2 peers that named it), asked of peer 3, received from peer 3 ' +
        'after 45 ms, accepted at 8.1 sat/vB, announced to 12 peers, mined at height 840,123 after 9.0 min.',
    );
    assert.match(summaryOf(relayed, events), /, mined in a block whose height nothing tells after/);
  });

  it('tells what replaced it, or why it was rejected or evicted', () => {
    const events = [added(46), replaced(80, id, other), removed(81, 'replaced')];
    assert.match(
      summaryOf(relayed, events),
      /, announced to 12 peers, replaced by 4e3a… after 80 ms\.$/,
    );
    assert.match(
      summaryOf(relayed, [replaced(46, other, id), added(47)]),
      /, in place of 4e3a…, accepted at/,
    );
    assert.match(
      summaryOf(relayed, [
        rejected(46, 'min relay fee not met'),
        rejected(90, 'min relay fee not met'),
      ]),
      /, rejected: min relay fee not met \(2 times\), announced/,
    );
    assert.match(summaryOf(relayed, [added(46), removed(99, 'expiry')]), /, evicted: expiry after/);
    assert.equal(summaryOf([], [removed(99, 'sizelimit')]), 'Evicted: size limit of the mempool.');
    const undone = [
      added(46),
      removed(99, 'reorg'),
      added(120),
      removed(200, 'expiry'),
      added(300),
    ];
    assert.match(
      summaryOf(relayed, undone),
      /, accepted .*, left the mempool: .* after 99 ms, accepted .*, evicted: .*, accepted at 8\.1 sat\/vB, not known to/,
    );
    assert.ok(!summaryOf(relayed, [rejected(46, 'a\u001b[2Jb')]).includes('\u001b'));
  });

  it('says what is not certain', () => {
    assert.match(
      summaryOf(relayed, [added(46)]),
      /, not known to have left the mempool by the end of the capture\.$/,
    );
    assert.match(summaryOf(relayed, [added(46)], { live: true }), /left the mempool so far\.$/);
    assert.match(
      summaryOf(relayed),
      /, neither accepted nor rejected by the end of the capture\.$/,
    );
    assert.match(
      summaryOf(relayed, [], { traced: { mempool: false, blocks: false } }),
      /, what the node did with it was not traced\.$/,
    );
    assert.match(
      summaryOf(relayed, [added(46)], { causeOf: () => undefined }),
      /vB \(by which message is not certain\),/,
    );
    assert.match(
      summaryOf(relayed, [added(46)], { causeOf: () => ({ direct: false }) }),
      /vB \(later than it came, by which way is not certain\),/,
    );
    assert.equal(
      summaryOf([[9, 3, '>', 'inv']], [added(1)], { causeOf: () => undefined }),
      'Accepted at 8.1 sat/vB (by no message that was seen), announced to 1 peer, not known to have left ' +
        'the mempool by the end of the capture.',
    );
    assert.match(summaryOf(relayed, [], { lost: true }), /\. Events of the trace were lost, /);
  });

  it('knows who was first, also where that was the node', () => {
    assert.match(
      summaryOf([
        [0, 1, '>', 'inv'],
        [1000, 3, '<', 'inv'],
      ]),
      /^Known to the node 1\.0 s before peer 3 named it, announced to 1 peer,/,
    );
    assert.match(
      summaryOf([[1000, 3, '<', 'tx']], [added(0)], { causeOf: () => undefined }),
      /^Known to the node 1\.0 s before peer 3 named it, accepted at 8\.1 sat\/vB \(by no message that was seen\), rec/,
    );
    assert.match(
      summaryOf([[0, 3, '<', 'tx']]),
      /^Sent first by peer 3, without an announcement, neither/,
    );
    assert.match(
      summaryOf([
        [0, 3, '<', 'inv'],
        [1, 4, '<', 'getdata'],
      ]),
      /^Announced first by peer 3, neither/,
    );
    // Others may have been before the trace was.
    const near = { beganNs: -59e9 };
    const far = { beganNs: -61e9 };
    assert.match(
      summaryOf([[0, 3, '<', 'inv']], [], near),
      /^Announced first by peer 3, as far as was traced, neither/,
    );
    assert.match(summaryOf([[0, 3, '<', 'inv']], [], far), /^Announced first by peer 3, neither/);
    // Of parents nobody tells: they are asked for as a child came.
    assert.equal(
      summaryOf(
        [
          [0, 2, '>', 'getdata'],
          [5, 2, '<', 'tx'],
        ],
        [added(6)],
      ),
      'Asked of peer 2, sent first by peer 2 after 5.0 ms, without an announcement, accepted at 8.1 sat/vB, ' +
        'not known to have left the mempool by the end of the capture.',
    );
    // Who asks has not announced.
    assert.match(
      summaryOf([
        [0, 2, '>', 'getdata'],
        [1, 3, '<', 'inv'],
        [2, 2, '<', 'tx'],
      ]),
      /^Asked of peer 2, announced first by peer 3/,
    );
  });

  it('is bounded, and has a sentence for each node', () => {
    const many = Array.from({ length: 500 }, (_, nth) => rejected(50 + nth, `reason ${nth}`));
    assert.match(summaryOf(relayed, many), /, 4\d\d things more, rejected: reason 499\.$/);
    const elsewhere = { ...added(70), pid: 2 };
    assert.match(summaryOf(relayed, [added(46), elsewhere]), /^Node 1: .*\. Node 2: accepted at/);
  });
});

describe('the summary of a block’s story', () => {
  const block = (peer: number, ms: number, part: Partial<CompactBlock>): CompactBlock => ({
    row: 0,
    timeNs: ms * 1e6,
    identity: peers[peer]!,
    hash: id,
    inbound: true,
    highBandwidth: true,
    shortIds: 3000,
    prefilled: 1,
    bytes: 18_000,
    missing: 0,
    missingBytes: 0,
    roundTrips: 0,
    completedNs: undefined,
    block: { headerNs: 0, height: undefined, connectedNs: undefined },
    ...part,
  });
  const said: readonly Said[] = [
    [0, 3, '<', 'headers'],
    [4, 5, '<', 'cmpctblock'],
    [5, 5, '>', 'getblocktxn'],
    [49, 5, '<', 'blocktxn'],
    ...Array.from({ length: 8 }, (_, nth): Said => [300, 6 + nth, '>', 'headers']),
  ];
  const lacking = block(5, 4, { missing: 12, missingBytes: 3400, completedNs: 45e6 });

  it('goes from the header to who it was announced to', () => {
    assert.equal(
      summaryOf(said, [connected(260)], { compact: [lacking] }),
      'Header first from peer 3 (of 2 peers that named it), compact block from peer 5 with 12 missing ' +
        'transactions (3.4 kB) that took 45 ms, connected at height 840,123 in 210 ms, announced on to 8 peers.',
    );
  });

  it('says once that a block came whole, where nothing told of it before', () => {
    assert.match(
      summaryOf(
        [
          [0, 5, '>', 'getdata'],
          [9, 5, '<', 'block'],
        ],
        [connected(260)],
      ),
      /^Asked of peer 5, sent first by peer 5 after 9\.0 ms, without an announcement, connected at/,
    );
  });

  it('says what a compact block lacked that came first, and that nothing more is known', () => {
    const compact = [block(5, 4, {}), block(6, 6, { missing: 2 })];
    assert.equal(
      summaryOf(
        [
          [4, 5, '<', 'cmpctblock'],
          [6, 6, '<', 'cmpctblock'],
        ],
        [],
        { compact },
      ),
      'Compact block from peer 6 with 2 missing transactions, which were not seen to come (and 1 other ' +
        'compact block), not connected by the end of the capture.',
    );
    assert.match(
      summaryOf(said, [], { traced: { mempool: true, blocks: false } }),
      /, whether it was connected was not traced\.$/,
    );
  });

  it('tells of one that came whole', () => {
    assert.match(
      summaryOf(
        [
          [0, 3, '<', 'inv'],
          [1, 3, '>', 'getdata'],
          [30, 3, '<', 'block'],
        ],
        [connected(40)],
      ),
      /^Announced first by peer 3, asked of peer 3, whole block from peer 3 after 30 ms, connected at/,
    );
  });
});
