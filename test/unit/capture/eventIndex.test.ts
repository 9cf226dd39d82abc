import assert from 'node:assert/strict';
import { RowGone } from '../../../src/capture/index/rowGone';
import { EventIndex } from '../../../src/capture/index/eventIndex';
import { isNodeItself } from '../../../src/capture/index/peerTable';
import { decodeEvent, type ProbeEvent } from '../../../src/shared/events/event';
import { MalformedFrame } from '../../../src/shared/frames/frameReader';
import { MESSAGE } from '../../../src/shared/events/messages';
import { EventFlag, message } from '../support/frames';
import { Random } from '../support/random';
import { randomFrames } from '../support/randomFrames';

function add(index: EventIndex, frame: Buffer, offset = 0): void {
  // Not at the beginning of its memory, as in a run.
  const run = Buffer.concat([Buffer.alloc(24), frame]);
  index.add(new DataView(run.buffer, run.byteOffset, run.length), 24, frame.length, offset);
}

describe('EventIndex', () => {
  it('reads no further than the slot of an address that fills it', () => {
    const index = new EventIndex();
    add(index, message({ address: 'a'.repeat(200) }));
    const filled = 'a'.repeat(MESSAGE.shortPayload - MESSAGE.address);
    const frame = message({ payload: Buffer.alloc(16, 'a') });
    frame.write(filled, MESSAGE.address, 'latin1');
    add(index, frame);
    assert.equal(index.length, 2);
    assert.equal(index.peers[0]!.address, filled);
  });

  it('says of every row what decodeEvent says of its frame', () => {
    const index = new EventIndex();
    const frames = randomFrames(new Random(6), 3000);
    let offset = 0;
    for (const [row, frame] of frames.entries()) {
      add(index, frame, offset);
      const event = decodeEvent(frame) as ProbeEvent;
      assert.equal(index.length, row + 1);
      assert.equal(index.offset(row), offset);
      assert.equal(index.timeNs(row), event.timeNs);
      assert.equal(index.lostBefore(row), event.lostRingFull);
      const identity = index.peers[index.peer(row)]!;
      assert.equal(identity.pid, event.pid);
      assert.equal(isNodeItself(identity), event.peer === undefined);
      if (event.peer !== undefined) assert.equal(identity.peer, event.peer);
      assert.deepEqual(decodeEvent(frame.subarray(0, index.meaningfulLength(row))), event);
      if (event.kind === 'message') {
        assert.equal(index.size(row), event.size);
        assert.equal(index.captured(row), event.payload.length);
        assert.equal(index.messageType(row), event.messageType);
        assert.equal(index.direction(row), event.direction);
        assert.equal((index.flags(row) & EventFlag.Truncated) !== 0, event.truncated);
        assert.equal((index.flags(row) & EventFlag.RingFull) !== 0, event.lost === 'ring-full');
      } else {
        assert.equal(index.messageType(row), '');
        assert.equal(index.captured(row), 0);
      }
      if ('address' in event) {
        assert.equal(identity.address, event.address);
        assert.notEqual(identity.connectionType, '');
      }
      offset += frame.length;
    }
  });

  it('knows a host name in UTF-8 again, and tells it from bytes that are none', () => {
    const index = new EventIndex();
    const utf8 = Buffer.from('é.example:1').toString('latin1');
    const learn = (address: string, connectionType: string): string[] => {
      add(index, message({ address, connectionType }));
      const { address: known, connectionType: type } = index.peers[0]!;
      return [known, type];
    };
    assert.deepEqual(learn(utf8, 'manual'), ['é.example:1', 'manual']);
    // The same address again: its type is known.
    assert.deepEqual(learn(utf8, ''), ['é.example:1', 'manual']);
    assert.deepEqual(learn('\xe9.example:1', 'inbound'), ['\udce9.example:1', 'inbound']);
  });

  it('keeps its rows beyond one chunk of columns', () => {
    const index = new EventIndex();
    const frame = message();
    const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
    for (let row = 0; row < 140_000; row++) index.add(view, 0, frame.length, row * frame.length);
    for (const row of [0, 65_535, 65_536, 131_071, 131_072, 139_999])
      assert.equal(index.offset(row), row * frame.length);
    assert.throws(() => index.kind(140_000), RangeError);
  });

  it('drops its first rows, and the memory of whole chunks with them', () => {
    const index = new EventIndex();
    for (let i = 0; i < 200_000; i++) add(index, message({ type: `t${i % 6000}` }), i * 184);
    index.dropBefore(150_000);
    assert.equal(index.firstRow, 150_000);
    assert.equal(index.length, 200_000);
    assert.deepEqual(
      index.chunks.map((chunk) => chunk !== undefined),
      [false, false, true, true],
    );
    for (let i = 150_000; i < 200_000; i += 7) {
      assert.equal(index.messageType(i), `t${i % 6000}`);
      assert.equal(index.offset(i), i * 184);
    }
    assert.equal(index.rowAt(0), 150_000);
    assert.equal(index.rowAt(160_000 * 184 - 1), 160_000);
    assert.equal(index.rowAt(200_000 * 184), 200_000);
    assert.throws(() => index.kind(149_999), RowGone);
    index.dropBefore(100);
    assert.equal(index.firstRow, 150_000);
    index.dropBefore(300_000);
    assert.equal(index.firstRow, 200_000);
    add(index, message({ type: 'late', lost: 3 }));
    assert.equal(index.messageType(200_000), 'late');
    assert.equal(index.losses.before(200_000)[0]!.count, 3);
  });

  it('begins at any row', () => {
    for (const first of [0, 1, 65_535, 65_536, 2 ** 31]) {
      const index = new EventIndex();
      index.startAt(first);
      assert.deepEqual([index.firstRow, index.length], [first, first]);
      for (let i = 0; i < 3; i++) add(index, message({ timeNs: i }));
      assert.deepEqual(
        [0, 1, 2].map((i) => index.timeNs(first + i)),
        [0, 1, 2],
      );
      assert.deepEqual([index.firstRow, index.length], [first, first + 3]);
    }
  });

  it('clamps a size that no message can have', () => {
    const index = new EventIndex();
    add(index, message({ size: 2n ** 64n - 1n }));
    assert.equal(index.size(0), 2 ** 32 - 1);
  });

  it('adds nothing of a frame that contradicts the layout', () => {
    const index = new EventIndex();
    const frame = message();
    frame.writeUInt32LE(2 ** 32 - 1, MESSAGE.captured);
    assert.throws(() => add(index, frame), MalformedFrame);
    assert.throws(() => add(index, message().subarray(0, 168)), MalformedFrame);
    assert.equal(index.length, 0);
    assert.equal(index.peers.length, 0);
  });

  it('knows negative and large peer ids', () => {
    const index = new EventIndex();
    for (const peer of [-1, 2 ** 40, 0]) add(index, message({ peer }));
    assert.deepEqual(
      index.peers.map(({ peer }) => peer),
      [-1, 2 ** 40, 0],
    );
  });

  it('tells peers of different nodes apart', () => {
    const index = new EventIndex();
    add(index, message({ pid: 1, peer: 5 }));
    add(index, message({ pid: 2, peer: 5 }));
    add(index, message({ pid: 1, peer: 5 }));
    assert.deepEqual(
      [0, 1, 2].map((row) => index.peer(row)),
      [0, 1, 0],
    );
  });

  it('takes the latest address that is known', () => {
    const index = new EventIndex();
    const addresses = ['', 'one:1', 'one:1', '', 'one:12', 'one', 'a'.repeat(200)];
    const known = ['', 'one:1', 'one:1', 'one:1', 'one:12', 'one', 'a'.repeat(200)];
    for (const [i, address] of addresses.entries()) {
      add(index, message({ address, connectionType: `type ${address.length}` }));
      assert.equal(index.peers[0]!.address, known[i]);
    }
    assert.equal(index.peers[0]!.connectionType, 'type 200');
  });

  it('names every row right when peers invent message types without end', () => {
    const index = new EventIndex();
    const name = (i: number): string => `t${i}`;
    const count = 9000;
    for (let i = 0; i < count; i++) add(index, message({ type: name(i) }));
    add(index, message({ type: 'block' }));
    add(index, message({ type: name(count - 1) }));
    for (let i = 0; i < count; i++) assert.equal(index.messageType(i), name(i));
    assert.equal(index.messageType(count), 'block');
    assert.equal(index.messageType(count + 1), name(count - 1));
    const ids = new Set(Array.from({ length: count }, (_, row) => index.messageTypeId(row)));
    assert.ok(ids.size <= 4097, `${ids.size} ids`);
  });

  it('tells types apart by their bytes up to the NUL alone', () => {
    const index = new EventIndex();
    const types = [
      'a',
      'ab',
      'abc',
      'abcd',
      'abcde',
      'abcdefghijkl',
      'abcdefghijklmno',
      '\x80',
      '',
    ];
    for (const type of types) {
      const frame = message({ type });
      add(index, frame);
      frame.fill(0x11, MESSAGE.messageType + type.length + 1, MESSAGE.address);
      add(index, frame);
    }
    for (const [i, type] of types.entries()) {
      assert.equal(index.messageType(i * 2), type);
      assert.equal(index.messageTypeId(i * 2), index.messageTypeId(i * 2 + 1));
    }
  });
});
