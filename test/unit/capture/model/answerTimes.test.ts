import assert from 'node:assert/strict';
import { Capture } from '../../../../src/capture/capture';
import { AnswerTimes } from '../../../../src/capture/model/answerTimes';
import { Pairs } from '../../../../src/capture/query/pairs';
import { temporaryDirectory } from '../../support/directory';
import { hello, message } from '../../support/frames';
import { writeSession } from '../../support/session';

async function allKnown(pairs: Pairs, capture: Capture): Promise<void> {
  while (pairs.known < capture.index.length)
    await new Promise<void>((resolve) => {
      const listening = pairs.onGrow(() => {
        listening.dispose();
        resolve();
      });
    });
}

function ping(nonce: number, timeNs: number, type: 'ping' | 'pong', peer = 0): Buffer {
  const payload = Buffer.alloc(8);
  payload.writeUInt32LE(nonce);
  return message({
    type,
    payload,
    timeNs,
    peer,
    direction: type === 'ping' ? 'outbound' : 'inbound',
  });
}

describe('AnswerTimes', () => {
  const path = temporaryDirectory();

  it('finds in a recorded session what a plain pass over its pairs finds', async () => {
    writeSession(path('session'));
    const capture = await Capture.open(path('session'));
    const { index } = capture;
    const pairs = new Pairs(capture, () => false);
    const times = new AnswerTimes(index, pairs);
    // In pieces, and while pairs are still being found.
    times.update(false, 100);
    await allKnown(pairs, capture);
    while (times.update(false, 1000));

    const latencies = new Map<string, number[]>();
    const unanswered = new Map<string, number>();
    const byPeer = new Map<object, number>();
    for (let row = index.firstRow; row < index.length; row++) {
      const request = pairs.requestOf(row);
      if (request !== undefined) {
        const type = index.messageType(request);
        const latencyUs = Math.floor((index.timeNs(row) - index.timeNs(request)) / 1000);
        latencies.set(type, [...(latencies.get(type) ?? []), latencyUs]);
      }
      if (pairs.missing(row) === 0) continue;
      const type = index.messageType(row);
      unanswered.set(type, (unanswered.get(type) ?? 0) + 1);
      const peer = index.peers[index.peer(row)]!;
      byPeer.set(peer, (byPeer.get(peer) ?? 0) + 1);
    }
    assert.ok(latencies.size >= 3);
    assert.deepEqual(
      new Map(
        times.all.flatMap((each) =>
          each.unanswered > 0 ? [[each.messageType!, each.unanswered]] : [],
        ),
      ),
      unanswered,
    );
    for (const peer of index.peers) assert.equal(times.unansweredOf(peer), byPeer.get(peer) ?? 0);
    for (const { messageType, latency } of times.all) {
      const sorted = (latencies.get(messageType!) ?? []).sort((a, b) => a - b);
      assert.equal(latency.count, sorted.length);
      for (const share of [0.5, 0.95, 0.99]) {
        const expected = sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1];
        const told = latency.percentile(share);
        if (expected === undefined) assert.equal(told, undefined);
        else assert.ok(Math.abs(told! - expected) <= expected / 64);
      }
    }
    pairs.dispose();
    await capture.close();
  });

  it('calls a request unanswered only once it was waited for, or when nothing more comes', async () => {
    const capture = await Capture.create(path('live'));
    let isLive = true;
    const pairs = new Pairs(capture, () => isLive);
    const times = new AnswerTimes(capture.index, pairs);
    const unanswered = (): number => times.all.reduce((sum, each) => sum + each.unanswered, 0);
    const append = async (...frames: Buffer[]): Promise<void> => {
      await capture.append(Buffer.concat(frames));
      await allKnown(pairs, capture);
      while (times.update(isLive));
    };
    await capture.append(hello);
    await append(ping(1, 1e9, 'ping'), ping(2, 2e9, 'ping', 1));
    assert.equal(unanswered(), 0);
    await append(ping(1, 3e9, 'pong'));
    await append(ping(3, 13e9, 'ping'));
    assert.equal(unanswered(), 1);
    const [first, second] = capture.index.peers;
    assert.deepEqual([times.unansweredOf(first!), times.unansweredOf(second!)], [0, 1]);
    isLive = false;
    times.update(isLive);
    assert.equal(unanswered(), 2);
    assert.equal(times.all[0]!.latency.count, 1);
    assert.ok(Math.abs(times.all[0]!.latency.percentile(0.5)! - 2e6) <= 2e6 / 64);
    pairs.dispose();
    await capture.close();
  });
});
