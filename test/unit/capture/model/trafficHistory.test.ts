import assert from 'node:assert/strict';
import { Capture } from '../../../../src/capture/capture';
import { EventIndex } from '../../../../src/capture/index/eventIndex';
import { PeersModel } from '../../../../src/capture/model/peersModel';
import { SPARK_POINTS, TrafficHistory } from '../../../../src/capture/model/trafficHistory';
import type { TrafficSeries } from '../../../../src/capture/model/trafficSeries';
import { typeTotals } from '../../../../src/capture/model/typeTotals';
import { decodeEvent, type MessageEvent } from '../../../../src/shared/events/event';
import { temporaryDirectory } from '../../support/directory';
import { hello, message } from '../../support/frames';
import { Random } from '../../support/random';
import { randomFrames } from '../../support/randomFrames';

const SECOND = 1e9;

function messagesOf(frames: readonly Buffer[]): MessageEvent[] {
  return frames.map((frame) => decodeEvent(frame)).filter((event) => event?.kind === 'message');
}

/** Messages, bytes and losses of all buckets, by direction and type. */
function sumsOf(series: TrafficSeries): Record<string, [messages: number, bytes: number]> {
  const sum = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);
  return Object.fromEntries(
    series.all.map(({ messageType, inbound, messages, bytes }) => [
      `${inbound ? 'in' : 'out'} ${messageType ?? 'others'}`,
      [sum(messages), sum(bytes)],
    ]),
  );
}

function naiveSums(events: readonly MessageEvent[]): ReturnType<typeof sumsOf> {
  const sums: ReturnType<typeof sumsOf> = {};
  for (const { direction, messageType, size } of events) {
    const key = `${direction === 'inbound' ? 'in' : 'out'} ${messageType}`;
    const [messages, bytes] = sums[key] ?? [0, 0];
    sums[key] = [messages + 1, bytes + size];
  }
  return sums;
}

/** An index of messages, one after the other. */
function indexOf(frames: Iterable<Buffer>, index = new EventIndex()): EventIndex {
  let offset = 0;
  for (const frame of frames) {
    const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
    index.add(view, 0, frame.length, (offset += frame.length));
  }
  return index;
}

describe('TrafficHistory', () => {
  const path = temporaryDirectory();

  it('sums up to what a plain count over the same capture finds, live and opened', async () => {
    const frames = randomFrames(new Random(1), 3000);
    const capture = await Capture.create(path('live'));
    const peers = new PeersModel();
    peers.follow(capture);
    const history = new TrafficHistory(capture.index, true);
    await capture.append(hello);
    for (let i = 0; i < frames.length; i += 7) {
      await capture.append(Buffer.concat(frames.slice(i, i + 7)));
      history.update();
    }
    await capture.close();
    const expected = naiveSums(messagesOf(frames));
    assert.deepEqual(sumsOf(history.whole), expected);
    assert.deepEqual(sumsOf(history.recent), expected);
    const lost = history.whole.lost.reduce((a, b) => a + b, 0);
    assert.equal(lost, peers.lost);
    assert.ok(lost > 0);

    const opened = await Capture.open(capture.path);
    const again = new TrafficHistory(opened.index, false);
    while (again.update(500));
    assert.equal(again.known, frames.length);
    assert.deepEqual(sumsOf(again.whole), expected);
    await opened.close();

    for (const { messageType, messages, bytes } of typeTotals(peers, [])) {
      const ways = ['in', 'out'].map((way) => expected[`${way} ${messageType!}`] ?? [0, 0]);
      assert.deepEqual(
        [messages, bytes],
        [0, 1].map((part) => ways.reduce((sum, way) => sum + way[part]!, 0)),
      );
    }
  });

  it('has what happened when it happened, over days, to a 512th of its time', () => {
    const hours = 72;
    const times = Array.from({ length: hours * 60 }, (_, minute) => 5e12 + minute * 60 * SECOND);
    const index = indexOf(times.map((timeNs) => message({ timeNs, payload: Buffer.alloc(3) })));
    const history = new TrafficHistory(index, true);
    history.update();
    const { whole, recent } = history;
    const { startNs, widthNs, length } = whole.buckets;
    assert.ok(widthNs <= (hours * 3600 * SECOND) / 512, `${widthNs / SECOND} s`);
    const [series] = whole.all;
    for (let i = 0; i < length; i++) {
      const from = startNs! + i * widthNs;
      const expected = times.filter((each) => each >= from && each < from + widthNs).length;
      assert.equal(series!.messages[i], expected, `bucket ${i}`);
      assert.equal(series!.bytes[i], expected * 3);
    }
    // The last minutes stay fine.
    assert.equal(recent.buckets.widthNs, SECOND);
    const recentStart = recent.buckets.startNs!;
    assert.ok(times.at(-1)! - recentStart >= 500 * SECOND);
    const late = times.filter((each) => each >= recentStart).length;
    assert.equal(
      recent.all[0]!.messages.reduce((a, b) => a + b, 0),
      late,
    );
  });

  it('goes on while nothing comes, and takes what comes then where it belongs', () => {
    const at = (second: number) => message({ timeNs: 5e12 + second * SECOND });
    const index = indexOf([at(0)]);
    const history = new TrafficHistory(index, true);
    history.advance(5e12 + SECOND);
    assert.equal(history.whole.buckets.length, 0, 'nothing has begun');
    history.update();
    history.advance(5e12 + 2000 * SECOND);
    indexOf([at(1500)], index);
    history.update();
    for (const { buckets, all } of [history.whole, history.recent]) {
      const { startNs, widthNs, length } = buckets;
      assert.ok(startNs! + length * widthNs > 5e12 + 2000 * SECOND);
      const bucket = Math.floor((5e12 + 1500 * SECOND - startNs!) / widthNs);
      assert.equal(all[0]!.messages[bucket], 1);
    }
    assert.equal(history.whole.all[0]!.messages[0], 1);
    assert.equal(history.endNs, 5e12 + 1500 * SECOND);
  });

  it('is right for 5,000,000 messages', function () {
    this.timeout(120_000);
    const frames = ['inv', 'tx', 'getdata'].flatMap((type, i) =>
      [0, 1, 2].map((peer) => message({ type, peer, payload: Buffer.alloc(i * 10 + 1) })),
    );
    const count = 5_000_000;
    const index = indexOf(
      (function* () {
        for (let i = 0; i < count; i++) {
          const frame = frames[i % frames.length]!;
          frame.writeBigUInt64LE(BigInt(1e12 + i * 50_000), 16);
          yield frame;
        }
      })(),
    );
    const history = new TrafficHistory(index, false);
    history.update();
    assert.equal(index.timeNs(count - 1), 1e12 + (count - 1) * 50_000);
    const sums = sumsOf(history.whole);
    const expected: typeof sums = {};
    for (let i = 0; i < frames.length; i++) {
      const type = ['inv', 'tx', 'getdata'][Math.floor(i / 3)]!;
      const messages = Math.floor((count - i - 1) / frames.length) + 1;
      const [before, bytes] = expected[`in ${type}`] ?? [0, 0];
      const size = Math.floor(i / 3) * 10 + 1;
      expected[`in ${type}`] = [before + messages, bytes + messages * size];
    }
    assert.deepEqual(sums, expected);
    const total = index.peers.reduce(
      (sum, peer) => sum + history.sparkOf(peer, history.endNs).reduce((a, b) => a + b, 0),
      0,
    );
    assert.equal(total, count);
  });

  it('keeps what it has seen of rows that were deleted, and goes on after them', () => {
    const at = (second: number): Buffer => message({ timeNs: second * SECOND, type: 'inv' });
    const index = indexOf([at(1), at(2)]);
    const history = new TrafficHistory(index, true);
    history.update();
    indexOf([at(3), at(4), at(5)], index);
    index.dropBefore(4);
    history.update();
    const [series] = history.whole.all;
    assert.equal(
      series!.messages.reduce((a, b) => a + b, 0),
      3,
    );
    assert.equal(history.known, 5);
  });

  it('tells the rate of each peer over the last seconds, which goes down when it is silent', () => {
    const index = indexOf(
      Array.from({ length: 100 }, (_, i) =>
        message({ peer: i % 10 === 0 ? 1 : 2, timeNs: 1000 * SECOND + i * 0.1 * SECOND }),
      ),
    );
    const history = new TrafficHistory(index, true);
    history.update();
    const [one, two] = index.peers;
    const now = 1009.999 * SECOND;
    assert.ok(Math.abs(history.rateOf(one!, now) - 1) < 0.01);
    assert.ok(Math.abs(history.rateOf(two!, now) - 9) < 0.01);
    assert.deepEqual(history.sparkOf(one!, now).slice(-11), [0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
    assert.equal(history.rateOf(two!, now + 10 * SECOND), 0);
    assert.equal(history.sparkOf(two!, now + 100 * SECOND).filter((count) => count > 0).length, 0);
    assert.equal(history.sparkOf(two!, now).length, SPARK_POINTS);
  });

  it('survives times that make no sense', () => {
    const times = [2 ** 52, 0, 5, 2 ** 53 - 1, 17, 2 ** 40];
    const index = indexOf(times.map((timeNs) => message({ timeNs, type: 'tx' })));
    const history = new TrafficHistory(index, true);
    history.update();
    assert.deepEqual(sumsOf(history.whole), { 'in tx': [times.length, 0] });
  });

  it('tells apart a bounded number of invented types, and counts the rest together', () => {
    const frames = Array.from({ length: 100 }, (_, i) => message({ type: `made up ${i}` }));
    const history = new TrafficHistory(indexOf(frames), true);
    history.update();
    const sums = sumsOf(history.whole);
    assert.equal(Object.keys(sums).length, 33);
    assert.deepEqual(sums['in others'], [68, 0]);
  });
});

describe('typeTotals', () => {
  it('has those with the most messages first, of all nodes', () => {
    const peers = new PeersModel();
    const frames = [
      message({ pid: 1, type: 'inv', payload: Buffer.alloc(5) }),
      message({ pid: 2, type: 'tx', payload: Buffer.alloc(7) }),
      message({ pid: 2, type: 'inv', direction: 'outbound', payload: Buffer.alloc(1) }),
    ];
    const index = indexOf(frames);
    peers.add({ index, from: 0, to: index.length, frame: (row) => frames[row]! });
    const totals = typeTotals(peers, []).map(({ messageType, messages, bytes }) => [
      messageType,
      messages,
      bytes,
    ]);
    assert.deepEqual(totals, [
      ['inv', 2, 6],
      ['tx', 1, 7],
    ]);
  });
});
