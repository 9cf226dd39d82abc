import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { descriptorOf } from '../../src/shared/helper/descriptorOf';
import {
  burstPayload,
  collect,
  messages,
  openTracer,
  RunningNode,
  socketPair,
  traceRun,
} from './support';

describe('what does not arrive whole', () => {
  it('is counted where it was, when nobody takes what arrives; the node runs on', async () => {
    const count = 200_000;
    const tracer = openTracer({ ringSize: 1 << 20 });
    let read = (): void => undefined;
    const traced = collect(tracer, new Promise((resolve) => (read = resolve)));
    const node = await RunningNode.start('--wait', '--burst', String(count), '--size', '250');
    assert.ok((await node.fired()) < 20e9);
    await node.ended();
    read();
    tracer.stop();
    const { events, statistics } = await traced;
    assert.ok(events.length > 1000 && events.length < count, `${events.length} arrived`);
    assert.equal(statistics.events, count);
    const whole = messages({ events, statistics }).filter(({ lost }) => lost === undefined);
    assert.equal(statistics.lostRingFull, count - whole.length);
    let last = 0;
    for (const event of events) {
      assert.equal(event.lostRingFull, event.sequence - last - 1);
      last = event.sequence;
    }
  });

  it('is waited for after the end, until nobody can read it any more', async () => {
    const tracer = openTracer();
    const { sender, receiver } = socketPair();
    let over = false;
    const ended = new Promise<void>((onEnd) => tracer.start(descriptorOf(sender), onEnd));
    void ended.then(() => (over = true));
    const node = await RunningNode.start('--wait', '--burst', '100000', '--size', '250');
    await node.ended();
    tracer.stop();
    // Longer than detaching takes.
    await wait(4000);
    assert.ok(!over, 'what was pending is dropped');
    // With what nobody has read the connection is reset.
    sender.on('error', () => undefined);
    (await receiver).destroy();
    await ended;
    sender.destroy();
  });

  it('is marked on a message whose payload found no room', async () => {
    const tracer = openTracer({ ringSize: 4 << 20 });
    const traced = await traceRun(tracer, '--burst', '50', '--size', '3000000');
    const [first, ...rest] = messages(traced);
    assert.ok(first?.payload.equals(burstPayload(3_000_000, 0, 0)));
    const empty = rest.filter((message) => message.lost === 'ring-full');
    assert.ok(empty.length > 0);
    for (const message of empty) {
      assert.equal(message.payload.length, 0);
      assert.equal(message.size, 3_000_000);
      assert.equal(message.messageType, 'tx');
      assert.equal(message.truncated, false);
    }
    const lost = 50 - traced.events.length;
    assert.equal(traced.statistics.lostRingFull, lost + empty.length);
  });

  it('is truncated, and not lost, beyond the snap length', async () => {
    for (const snapLength of [0, 100, 600_000]) {
      const args = ['--burst', '10', '--size', '1000000'];
      const traced = await traceRun(openTracer({ snapLength }), ...args);
      for (const [i, message] of messages(traced).entries()) {
        assert.equal(message.truncated, true);
        assert.equal(message.lost, undefined);
        assert.equal(message.size, 1_000_000);
        assert.equal(message.payload.length, snapLength);
        assert.ok(burstPayload(1_000_000, 0, i).subarray(0, snapLength).equals(message.payload));
      }
      assert.equal(traced.statistics.truncated, 10);
      assert.equal(traced.statistics.lostRingFull, 0);
    }
  });

  it('is marked and counted when it cannot be read', async () => {
    for (const size of ['100', '1000000']) {
      const args = ['--burst', '10', '--size', size, '--memory', 'unreadable'];
      const traced = await traceRun(openTracer(), ...args);
      assert.equal(traced.statistics.lostUnreadable, 10);
      assert.equal(traced.statistics.events, 10);
      for (const message of messages(traced)) {
        assert.equal(message.lost, 'unreadable');
        assert.equal(message.payload.length, 0);
        assert.equal(message.size, Number(size));
        assert.equal(message.messageType, 'tx');
      }
    }
  });

  it('is read from pages that nobody has touched yet', async () => {
    for (const size of [100, 3_000_000]) {
      const args = ['--burst', '3', '--size', String(size), '--memory', 'untouched'];
      const traced = await traceRun(openTracer(), ...args);
      assert.equal(traced.statistics.lostUnreadable, 0);
      for (const message of messages(traced))
        assert.ok(message.payload.equals(burstPayload(size, 0, 0)));
    }
  });
});

describe('an address', () => {
  for (const length of [0, 70, 71, 72, 259])
    it(`of ${length} characters arrives whole, and the payload with it`, async () => {
      for (const size of [0, 250, 1_000_000]) {
        const args = ['--burst', '5', '--size', String(size), '--address-length', String(length)];
        const traced = await traceRun(openTracer(), ...args);
        for (const [i, message] of messages(traced).entries()) {
          assert.equal(message.address, 'a'.repeat(length));
          assert.equal(message.connectionType, 'outbound-full-relay');
          assert.equal(message.messageType, 'tx');
          assert.ok(message.payload.equals(burstPayload(size, 0, i)));
        }
        assert.equal(traced.events.length, 5);
      }
    });
});
