import assert from 'node:assert/strict';
import { PeerRates } from '../../../../src/capture/model/peerRates';

describe('PeerRates', () => {
  const peer = { pid: 1, peer: 2, address: '1.2.3.4:8333', connectionType: 'inbound' };

  it('counts from the first seconds of a machine on', () => {
    const rates = new PeerRates(1e9, 60);
    for (const seconds of [0.5, 1.2, 1.4]) rates.add(peer, seconds * 1e9);
    const history = rates.history(peer, 2e9);
    assert.equal(history.length, 60);
    assert.deepEqual(history.slice(-4), [0, 1, 2, 0]);
    assert.ok(history.slice(0, -4).every((count) => count === 0));
    assert.equal(rates.rate(peer, 2e9, 3), 1);
  });

  it('forgets what is older than its buckets', () => {
    const rates = new PeerRates(1e9, 3);
    rates.add(peer, 100e9);
    rates.add(peer, 102e9);
    assert.deepEqual(rates.history(peer, 102e9), [1, 0, 1]);
    assert.deepEqual(rates.history(peer, 103e9), [0, 1, 0]);
    assert.deepEqual(rates.history(peer, 200e9), [0, 0, 0]);
  });
});
