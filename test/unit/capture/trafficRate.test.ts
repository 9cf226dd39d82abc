import assert from 'node:assert/strict';
import { TrafficRate } from '../../../src/capture/model/trafficRate';
import { unixMs } from '../../../src/capture/export/wallTime';
import { HELLO } from '../support/frames';

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
