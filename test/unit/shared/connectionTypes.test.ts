import assert from 'node:assert/strict';
import { CONNECTION_TYPES, shortConnectionType } from '../../../src/shared/text/connectionTypes';
import { networkName, PEER_NETWORKS } from '../../../src/shared/text/peerNetworks';

describe('the names of connections', () => {
  it('are short enough for the narrow sidebar, and told apart', () => {
    const names = CONNECTION_TYPES.map(shortConnectionType);
    assert.deepEqual(names, [
      ...['inbound', 'full-relay', 'block-only', 'manual', 'feeler', 'addr-fetch', 'private'],
    ]);
    for (const name of names) assert.ok(name.length <= 10, name);
  });

  it('are shown, and never obeyed, where a file has other ones', () => {
    assert.equal(shortConnectionType('toString'), 'toString');
    assert.equal(shortConnectionType('a\x1b'), 'a⟨U+001B⟩');
  });

  it('are those of Core, of networks too', () => {
    for (const { id } of PEER_NETWORKS)
      if (id !== '') assert.equal(networkName(id).toLowerCase(), id);
  });
});
