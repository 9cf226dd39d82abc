import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Capture } from '../../../../src/capture/capture';
import { formatOf } from '../../../../src/capture/export/formats';
import { saveRows } from '../../../../src/capture/export/saveRows';
import { PcapngExporter } from '../../../../src/capture/export/pcapng/pcapngExporter';
import { encodeGap } from '../../../../src/capture/store/gapFrame';
import { hash256 } from '../../../../src/bitcoin/hash';
import { chainOfMagic } from '../../../../src/bitcoin/magic';
import { CHAINS } from '../../../../src/bitcoin/read/payload';
import { encodeBookmark } from '../../../../src/shared/frames/bookmark';
import { encodeFailure } from '../../../../src/shared/frames/failure';
import { MAX_PAYLOAD } from '../../../../src/shared/frames/layout';
import { encodeNode } from '../../../../src/shared/frames/node';
import { decodeEvent } from '../../../../src/shared/events/event';
import { temporaryDirectory } from '../../support/directory';
import { exported } from '../../support/exported';
import {
  connection,
  EventFlag,
  EventKind,
  hello,
  message,
  misbehaving,
  NODE,
  statistics,
  unknownFrame,
} from '../../support/frames';
import { afterTags, readPcapng, tagOf, type ReadPacket } from '../../support/pcapngFrames';
import { Random } from '../../support/random';

/** Not equal where its padding is not zeros, which means nothing. */
function withoutPadding(frame: Buffer): Buffer {
  const event = decodeEvent(frame);
  if (event?.kind !== 'message') return frame;
  const end = frame.readUInt32LE(60) + frame.readUInt32LE(56);
  return Buffer.concat([frame.subarray(0, end), Buffer.alloc(frame.length - end)]);
}

function checkRoundTrip(frames: readonly Buffer[]): ReadPacket[] {
  const { frames: read, packets } = readPcapng(exported(Buffer.concat(frames)));
  assert.equal(read.length, frames.length);
  for (const [i, frame] of frames.entries()) assert.ok(read[i]!.equals(frame), `frame ${i}`);
  return packets;
}

/** The 24 bytes of the P2P protocol. */
function headerOf({ data }: ReadPacket) {
  const at = afterTags(data);
  return {
    chain: chainOfMagic(data.readUInt32LE(at)),
    type: data.toString('latin1', at + 4, at + 16),
    size: data.readUInt32LE(at + 16),
    checksum: data.subarray(at + 20, at + 24),
  };
}

const textOf = ({ data }: ReadPacket): string => data.toString('utf8', afterTags(data));

describe('a capture as pcapng', () => {
  const path = temporaryDirectory();

  for (const name of ['session', 'busy'])
    it(`has every frame of a recorded session, byte for byte: ${name}`, () => {
      const frames = gunzipSync(readFileSync(`native/demo-node/${name}.p2ptrace.gz`));
      const { frames: read } = readPcapng(exported(frames));
      assert.ok(Buffer.concat(read).equals(frames));
    });

  it('has frames of every kind, of any size, in order', () => {
    const node = encodeNode({ ...NODE, binary: `/${'x'.repeat(700_000)}` });
    const long = encodeFailure({ code: 'attach-failed', detail: 'd'.repeat(100_000) });
    const packets = checkRoundTrip([
      hello,
      encodeNode(NODE),
      withoutPadding(message({ payload: Buffer.alloc(9, 1), address: `${'h'.repeat(200)}:1` })),
      node,
      statistics(3, 1),
      connection(EventKind.InboundConnection, { peer: 5, address: '[2a01::7]:8333' }),
      unknownFrame(),
      misbehaving('bad-txns', { peer: 5 }),
      encodeGap({ row: 3, missing: 2, ringFull: 0, cause: 2 }),
      connection(EventKind.ClosedConnection, { peer: 5, address: '[2a01::7]:8333' }),
      encodeBookmark({ row: 1, eventNs: 1000, text: 'look at this' }),
      long,
      statistics(3, 1, EventFlag.Final),
    ]);
    assert.deepEqual(packets.slice(1, 5).map(textOf), [
      'peer 5: connected (inbound)',
      'peer 5: misbehaving: bad-txns',
      'peer 5: disconnected',
      'bookmark: look at this',
    ]);
    for (const packet of packets.slice(1))
      assert.equal(packet.comments[0]!.slice(0, 4000), textOf(packet));
    // Whose reason it was the event does not say, but the connection did.
    assert.deepEqual(tagOf(packets[2]!.data, 23), tagOf(packets[1]!.data, 22));
  });

  it('carries whole what is larger than a packet may be, within blocks that a pipe takes', () => {
    const payload = new Random(1).bytes(MAX_PAYLOAD);
    const frames = [payload, payload.subarray(0, 262_144), payload.subarray(0, 261_700)].map(
      (part) => withoutPadding(message({ type: 'block', payload: Buffer.from(part) })),
    );
    const packets = checkRoundTrip([hello, ...frames]);
    for (const [i, packet] of packets.entries()) {
      const size = [MAX_PAYLOAD, 262_144, 261_700][i]!;
      assert.equal(packet.size, afterTags(packet.data) + 24 + size);
      assert.equal(packet.data.length < packet.size, i < 2);
      assert.equal(packet.comments.length, i < 2 ? 1 : 0);
      assert.deepEqual(
        headerOf(packet).checksum,
        hash256(payload.subarray(0, size)).subarray(0, 4),
      );
    }
  });

  it('has what a later release wrote after a payload', () => {
    const frame = withoutPadding(message({ payload: Buffer.alloc(8, 1) }));
    const longer = Buffer.concat([frame, Buffer.from('later   ')]);
    longer.writeUInt32LE(longer.length, 0);
    checkRoundTrip([hello, longer, frame]);
  });

  it('says what is lost, cut, and how large it was', () => {
    const whole = { type: 'tx', size: 500n, payload: Buffer.alloc(100, 7) };
    const packets = checkRoundTrip([
      hello,
      ...[EventFlag.Truncated, EventFlag.RingFull, EventFlag.Unreadable].map((flags) =>
        withoutPadding(message({ ...whole, flags })),
      ),
    ]);
    assert.deepEqual(
      packets.map(({ comments }) => comments),
      ['cut by the snap length', 'ring buffer full', 'memory of the node unreadable'].map((why) => [
        `only 100 of 500 bytes are here: ${why}`,
      ]),
    );
    for (const packet of packets) {
      assert.equal(packet.size - packet.data.length, 400);
      assert.equal(headerOf(packet).size, 500);
      // Nobody can know it.
      assert.deepEqual(headerOf(packet).checksum, Buffer.alloc(4));
    }
  });

  it('has the time in nanoseconds, the direction, and the type as on the wire', () => {
    const [one, other] = checkRoundTrip([
      hello,
      withoutPadding(message({ type: 'sendtxrcncl!!', timeNs: 1_000_000_123 })),
      withoutPadding(message({ type: 'a\x7f\xff', timeNs: 999_999_999, direction: 'outbound' })),
    ]);
    assert.equal(one!.time, 1_700_000_000_000_000_123n);
    assert.equal(other!.time, 1_699_999_999_999_999_999n);
    assert.deepEqual([one!.flags, other!.flags], [1, 2]);
    assert.equal(headerOf(one!).type, 'sendtxrcncl!');
    assert.equal(headerOf(other!).type, `a\x7f\xff${'\0'.repeat(9)}`);
  });

  it('has the magic that the node, the user or the peers tell', () => {
    const of = (frames: Buffer[], options = {}) =>
      readPcapng(exported(Buffer.concat([hello, ...frames]), options)).packets.flatMap((packet) =>
        packet.flags === 0 ? [] : [headerOf(packet).chain],
      );
    const peer = message({ address: '1.2.3.4:38333', connectionType: 'manual' });
    for (const chain of CHAINS) {
      assert.deepEqual(of([encodeNode({ ...NODE, chain }), peer]), [chain]);
      assert.deepEqual(of([peer], { chainOf: () => chain }), [chain]);
    }
    assert.deepEqual(of([peer]), ['signet']);
    assert.deepEqual(of([message()]), ['main']);
    // It does not change on the way, but where the node says it.
    assert.deepEqual(of([message(), peer, encodeNode({ ...NODE, chain: 'regtest' }), peer]), [
      'main',
      'main',
      'regtest',
    ]);
  });

  it('remembers of messages what they are, and of nothing else', () => {
    const frames = ['tx', 'ping', 'tx', 'inv'].flatMap((type) =>
      [1, 2, 1].map((byte) => message({ type, payload: Buffer.alloc(64, byte) })),
    );
    const { packets } = readPcapng(exported(Buffer.concat([hello, ...frames])));
    for (const [i, { data }] of packets.entries()) {
      const alone = readPcapng(exported(Buffer.concat([hello, frames[i]!]))).packets[0]!;
      assert.deepEqual(data, alone.data);
    }
  });

  describe('of which a part is exported', () => {
    const frames = Array.from({ length: 6 }, (_, row) =>
      message({ sequence: row + 1, timeNs: 1000 + row, lost: row === 0 ? 0 : row, type: 'verack' }),
    );

    it('tells the losses before what was left out with what comes next, and moves bookmarks', () => {
      const exporter = new PcapngExporter();
      const give = (frame: Buffer, row?: number) =>
        exporter.frame(
          { frame, event: () => decodeEvent(frame) },
          row === undefined ? undefined : { row, address: '' },
        );
      give(hello);
      for (const [row, frame] of frames.entries()) {
        if (row > 0) exporter.gap({ count: row, cause: 'ring-full' });
        if (row % 2 === 0) exporter.leaveOut();
        else give(frame, row);
      }
      for (const row of [2, 3])
        give(encodeBookmark({ row, eventNs: 1000 + row, text: `row ${row}` }));
      const { frames: read, packets } = readPcapng(Buffer.concat(exporter.end()));
      assert.deepEqual(
        read
          .map((frame) => decodeEvent(frame))
          .slice(1, 4)
          .map((event) => (event as { lostRingFull: number }).lostRingFull),
        [1, 2 + 3, 4 + 5],
      );
      assert.deepEqual(packets[1]!.comments, ['… 5 messages lost here (ring buffer full) …']);
      assert.deepEqual(decodeEvent(read[4]!), {
        kind: 'bookmark',
        row: 1,
        eventNs: 1003,
        text: 'row 3',
      });
      assert.equal(read.length, 5);
    });

    it('is a capture of its own: selected rows, their nodes and bookmarks', async () => {
      const bookmark = encodeBookmark({ row: 4, eventNs: 1004, text: 'here' });
      writeFileSync(path('capture'), Buffer.concat([hello, encodeNode(NODE), ...frames, bookmark]));
      const capture = await Capture.open(path('capture'));
      try {
        await saveRows(capture, [1, 4, 5], formatOf('pcapng'), path('rows.pcapng'));
      } finally {
        await capture.close();
      }
      const events = readPcapng(readFileSync(path('rows.pcapng'))).frames.map((frame) =>
        decodeEvent(frame)!,
      );
      assert.deepEqual(
        events.map(({ kind }) => kind),
        ['hello', 'node', 'message', 'message', 'message', 'bookmark'],
      );
      const losses = events
        .slice(2, 5)
        .map((event) => (event as { lostRingFull: number }).lostRingFull);
      assert.deepEqual(losses, [1, 2 + 3 + 4, 5]);
      assert.deepEqual(events.at(-1), { kind: 'bookmark', row: 1, eventNs: 1004, text: 'here' });
    });
  });
});
