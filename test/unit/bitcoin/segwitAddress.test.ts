import { address } from 'bitcoinjs-lib';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { segwitAddress } from '../../../src/bitcoin/script/segwitAddress';

describe('the address of a witness program', () => {
  it('is what bitcoinjs-lib makes of it, of each chain, version and length', () => {
    let count = 0;
    for (const prefix of ['bc', 'tb', 'bcrt'])
      for (let version = 0; version <= 16; version++)
        for (let length = 2; length <= 40; length++, count++) {
          const program = createHash('shake256', { outputLength: length })
            .update(`${prefix} ${version}`)
            .digest();
          const expected = address.toBech32(program, version, prefix);
          assert.equal(segwitAddress(program, version, prefix), expected);
        }
    assert.equal(count, 3 * 17 * 39);
  });

  it('is that of the example in BIP350', () => {
    const key = '79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798';
    assert.equal(
      segwitAddress(Buffer.from(key, 'hex'), 1, 'bc'),
      'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0',
    );
  });
});
