import assert from 'node:assert/strict';
import { guessNetwork } from '../../../src/capture/guessNetwork';

describe('guessNetwork', () => {
  const cases: [string[], string | undefined][] = [
    [['[2a02::1]:8333', '1.2.3.4:55000', 'abc.onion:8333'], 'main'],
    [['1.2.3.4:38333', '127.0.0.1:50001'], 'signet'],
    [['1.2.3.4:18333', '1.2.3.5:18333', '1.2.3.4:8333'], 'test'],
    [['127.0.0.1:50001', '127.0.0.1:50002', ''], 'regtest'],
    [['127.0.0.1:50001', '8.8.8.8:50002'], undefined],
    [['', ''], undefined],
  ];
  for (const [addresses, network] of cases)
    it(`takes ${addresses.join(' ')} as ${network ?? 'any'}`, () => {
      assert.equal(guessNetwork(addresses), network);
    });
});
