import assert from 'node:assert/strict';
import { EventIndex } from '../../../src/capture/index/eventIndex';
import { totalRate } from '../../../src/capture/model/totalRate';
import { TrafficHistory } from '../../../src/capture/model/trafficHistory';
import { TrafficRate } from '../../../src/capture/model/trafficRate';
import { unixMs } from '../../../src/capture/export/wallTime';
import { HELLO, message } from '../support/frames';

describe('TrafficRate', () => {
  it('averages over the window', () => {
    const rate = new TrafficRate(2000);
    assert.deepEqual(rate.sample(0, 0, 0), { messages: 0, bytes: 0 });
    assert.deepEqual(rate.sample(500, 50, 5000), { messages: 100, bytes: 10_000 });
    assert.deepEqual(rate.sample(1000, 50, 5000), { messages: 50, bytes: 5000 });
    assert.deepEqual(rate.sample(2000, 50, 5000), { messages: 25, bytes: 2500 });
    assert.deepEqual(rate.sample(2500, 50, 5000), { messages: 0, bytes: 0 });
  });

  it('falls to nothing when samples are rare', () => {
    const rate = new TrafficRate(1000);
    rate.sample(0, 0, 0);
    rate.sample(100, 1000, 1000);
    assert.deepEqual(rate.sample(60_000, 1000, 1000), { messages: 0, bytes: 0 });
  });

  it('says of a trace what its history says, also while it begins and after a burst', () => {
    const index = new EventIndex();
    const history = new TrafficHistory(index, true);
    const rate = new TrafficRate();
    rate.sample(0, 0, 0);
    let offset = 0;
    for (let second = 1; second <= 30; second++) {
      // As when many peers connect at once; it goes on more quietly.
      const count = second < 3 ? 500 : 100;
      for (let i = 0; i < count; i++) {
        const timeNs = second * 1e9 + i * 1e6;
        const frame = message({ timeNs });
        const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
        index.add(view, 0, frame.length, (offset += frame.length));
      }
      history.update();
      const { messages } = rate.sample(second * 1000, index.length, 0);
      const { messages: told } = totalRate(history, true, (second + 1) * 1e9);
      const says = `${Math.round(messages)} and ${Math.round(told)} after ${second} s`;
      // One looks back a little further than the other.
      assert.ok(Math.abs(messages - told) <= 0.25 * told, says);
    }
  });

  it('survives two samples at one moment', () => {
    const rate = new TrafficRate();
    rate.sample(5, 1, 1);
    assert.deepEqual(rate.sample(5, 2, 2), { messages: 0, bytes: 0 });
  });
});

describe('unixMs', () => {
  it('goes by the clocks of the hello', () => {
    assert.equal(unixMs(HELLO, 1_000_000_000), 1_700_000_000_000);
    assert.equal(unixMs(HELLO, 3_500_000_000), 1_700_000_002_500);
  });
});
