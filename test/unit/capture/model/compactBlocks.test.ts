import assert from 'node:assert/strict';
import {
  bandwidthOf,
  CompactBlocks,
  missingBytesOf,
  untilConnectedNs,
  type BlockMessage,
  type CompactBlock,
} from '../../../../src/capture/model/compactBlocks';
import {
  MSG_BLOCK,
  MSG_CMPCT_BLOCK,
  MSG_TX,
  MSG_WITNESS_BLOCK,
} from '../../../../src/bitcoin/conversation/readers';
import { hash256 } from '../../../../src/bitcoin/hash';
import { reversedHex } from '../../../../src/bitcoin/text/hex';
import { inventory, sendcmpct } from '../../bitcoin/conversation/talk';

const header = Buffer.alloc(80, 7);
const hashBytes = hash256(header);
const hash = reversedHex(hashBytes);

function compact(shortIds: number, prefilled: number): Buffer {
  const counts = (count: number) =>
    count < 0xfd ? Buffer.of(count) : Buffer.of(0xfd, count & 0xff, count >> 8);
  const ids = Buffer.concat([counts(shortIds), Buffer.alloc(6 * shortIds)]);
  return Buffer.concat([
    header,
    Buffer.alloc(8),
    ids,
    counts(prefilled),
    Buffer.alloc(60 * prefilled),
  ]);
}

const request = (missing: number) =>
  Buffer.concat([hashBytes, Buffer.of(missing), Buffer.alloc(missing)]);
const answer = (count: number, bytes: number) =>
  Buffer.concat([hashBytes, Buffer.of(count), Buffer.alloc(bytes)]);
const getdata = (type = MSG_CMPCT_BLOCK) => inventory(type, hashBytes);
const headers = Buffer.concat([Buffer.of(1), header, Buffer.of(0)]);

/** A message: `<` to the node, `>` from it. */
type Said = readonly [
  ms: number,
  peer: number,
  way: '<' | '>',
  messageType: string,
  payload: Buffer,
];

function blocksOf(...said: Said[]): { found: CompactBlock[]; watch: CompactBlocks } {
  const found: CompactBlock[] = [];
  const watch = new CompactBlocks((block) => found.push(block));
  for (const [row, [ms, peer, way, messageType, payload]] of said.entries())
    watch.message(messageOf(row, ms, peer, way, messageType, payload));
  return { found, watch };
}

function messageOf(
  row: number,
  ms: number,
  peer: number,
  way: '<' | '>',
  messageType: string,
  payload: Buffer,
): BlockMessage {
  const identity = { pid: 1, peer, address: `10.0.0.${peer}:8333`, connectionType: 'inbound' };
  const size = payload.length;
  return { row, timeNs: ms * 1e6, identity, inbound: way === '<', messageType, payload, size };
}

describe('CompactBlocks', () => {
  it('follows a block in high bandwidth mode, with what it lacked, until it is connected', () => {
    const { found, watch } = blocksOf(
      [-9, 1, '>', 'sendcmpct', sendcmpct(1)],
      [0, 3, '<', 'headers', headers],
      [10, 1, '<', 'cmpctblock', compact(300, 2)],
      [11, 1, '>', 'getblocktxn', request(5)],
      [51, 1, '<', 'blocktxn', answer(5, 1234)],
    );
    watch.connected(1, hash, 840_123, 90e6);
    assert.equal(found.length, 1);
    const [block] = found as [CompactBlock];
    assert.deepEqual(
      [block.hash, block.inbound, block.highBandwidth, block.shortIds, block.prefilled, block.row],
      [hash, true, true, 300, 2, 2],
    );
    assert.deepEqual(
      [block.missing, block.missingBytes, block.roundTrips, block.completedNs],
      [5, 1234, 1, 41e6],
    );
    assert.equal(block.bytes, compact(300, 2).length);
    // The header came before, from somebody else.
    assert.equal(untilConnectedNs(block.block), 90e6);
    assert.equal(block.block.height, 840_123);
  });

  it('does not know the mode where neither a request nor a choice was traced', () => {
    const { found } = blocksOf(
      [0, 1, '<', 'cmpctblock', compact(300, 2)],
      [1, 2, '>', 'getdata', getdata()],
      [2, 2, '<', 'cmpctblock', compact(300, 2)],
      [3, 3, '<', 'cmpctblock', compact(300, 2)],
      // What the sender wants says nothing.
      [4, 4, '<', 'sendcmpct', sendcmpct(1)],
      [5, 4, '<', 'cmpctblock', compact(300, 2)],
    );
    assert.deepEqual(found.map(bandwidthOf), ['', 'low', '', '']);
  });

  it('heeds the latest choice of the receiver, and requests for the block of whatever kind', () => {
    const mode = (...said: Said[]) =>
      bandwidthOf(blocksOf(...said, [30_000, 1, '<', 'cmpctblock', compact(3, 1)]).found[0]!);
    const [high, low]: Said[] = [
      [0, 1, '>', 'sendcmpct', sendcmpct(1)],
      [1, 1, '>', 'sendcmpct', sendcmpct(0)],
    ];
    assert.equal(mode(high!), 'high');
    assert.equal(mode(low!), 'low');
    assert.equal(mode(low!, high!), 'high');
    assert.equal(mode(high!, low!), 'low');
    // It may have been under way.
    assert.equal(mode(high!, [25_000, 1, '>', 'sendcmpct', sendcmpct(0)]), '');
    // Core ignores other versions, and what is cut.
    assert.equal(mode(low!, [2, 1, '>', 'sendcmpct', sendcmpct(1, 1n)]), 'low');
    assert.equal(mode(low!, [2, 1, '>', 'sendcmpct', Buffer.of(1)]), 'low');
    for (const type of [MSG_BLOCK, MSG_CMPCT_BLOCK, MSG_WITNESS_BLOCK])
      assert.equal(mode(high!, [2, 1, '>', 'getdata', getdata(type)]), 'low');
    assert.equal(mode(high!, [2, 1, '>', 'getdata', getdata(MSG_TX)]), 'high');
    const { watch, found } = blocksOf(high!);
    watch.message({ ...messageOf(1, 2, 1, '>', 'sendcmpct', Buffer.of(0)), size: 9 });
    watch.message(messageOf(2, 3, 1, '<', 'cmpctblock', compact(3, 1)));
    assert.equal(bandwidthOf(found[0]!), '');
  });

  it('knows no bytes of what did not come, and counts nothing that a peer makes up', () => {
    const { found } = blocksOf(
      [0, 1, '<', 'cmpctblock', compact(300, 2)],
      [1, 1, '>', 'getblocktxn', request(5)],
      [2, 2, '<', 'cmpctblock', compact(300, 2)],
      [3, 2, '<', 'blocktxn', answer(5, 1234)],
      [4, 3, '>', 'cmpctblock', compact(3, 1)],
      [5, 3, '<', 'getblocktxn', request(5)],
    );
    assert.deepEqual(
      found.map((block) => [block.missing, missingBytesOf(block), block.roundTrips]),
      [
        [5, undefined, 0],
        [0, 0, 0],
        [0, 0, 0],
      ],
    );
  });

  it('tells what was asked for from what came unasked, and each direction and peer for itself', () => {
    const { found } = blocksOf(
      [0, 2, '>', 'sendcmpct', sendcmpct(1)],
      [0, 2, '<', 'sendcmpct', sendcmpct(1)],
      [0, 1, '>', 'getdata', getdata()],
      [1, 1, '<', 'cmpctblock', compact(3, 1)],
      [2, 2, '<', 'cmpctblock', compact(3, 1)],
      [3, 2, '>', 'cmpctblock', compact(3, 1)],
      [4, 2, '<', 'getblocktxn', request(2)],
      [5, 2, '>', 'blocktxn', answer(2, 100)],
      // Of a block that no compact block came of.
      [6, 9, '<', 'blocktxn', answer(2, 100)],
    );
    assert.deepEqual(
      found.map(({ identity, inbound, highBandwidth, missing }) => [
        identity.peer,
        inbound,
        highBandwidth,
        missing,
      ]),
      [
        [1, true, false, 0],
        [2, true, true, 0],
        [2, false, true, 2],
      ],
    );
    assert.equal(found[0]!.completedNs, undefined);
    // Who had it first is not told by what the node sends.
    assert.equal(found[2]!.block.headerNs, 1e6);
    assert.equal(untilConnectedNs(found[0]!.block), undefined);
  });

  it('says nothing of what is cut, and believes no count', () => {
    const whole = compact(300, 2);
    const { found } = blocksOf(
      [0, 1, '<', 'cmpctblock', whole.subarray(0, 85)],
      [1, 1, '<', 'cmpctblock', whole.subarray(0, 200)],
      [2, 1, '<', 'cmpctblock', Buffer.concat([header, Buffer.alloc(8), Buffer.alloc(9, 0xff)])],
      [3, 1, '<', 'getblocktxn', hashBytes],
      [4, 1, '<', 'headers', Buffer.of(200)],
      [5, 1, '<', 'getdata', Buffer.of(0xff)],
    );
    assert.deepEqual(found, []);
  });

  it('remembers a bounded number of blocks', () => {
    const { watch } = blocksOf();
    for (let i = 0; i < 50_000; i++) {
      const payload = compact(1, 1);
      payload.writeUInt32LE(i);
      watch.message(messageOf(i, i, 1, '<', 'cmpctblock', payload));
    }
    const kept = watch as unknown as Record<'blocks' | 'underWay' | 'asked', Map<string, unknown>>;
    assert.ok(kept.blocks.size <= 20_000 && kept.underWay.size <= 20_000);
  });
});
