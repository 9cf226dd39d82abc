import assert from 'node:assert/strict';
import { redactedAgent, redactedReason } from '../../../../src/capture/redact/words';

describe('redacted words', () => {
  it('leave of a user agent which program it is, and its version', () => {
    for (const same of [
      '/Satoshi:30.0.0/',
      '/Satoshi:27.1.0/Knots:20240801/',
      '/Satoshi:0.19.0rc1/',
      '/Satoshi:0.21.2.1/',
      '/btcwire:0.5.0/btcd:0.24.2/',
      '/python-p2p-tester:0.0.3/',
      '',
    ])
      assert.equal(redactedAgent(same), same);
    assert.equal(redactedAgent('/Satoshi:30.0.0(bob; a.b)/'), '/Satoshi:30.0.0(xxx;xxxx)/');
    assert.equal(redactedAgent('/Satoshi:1.2.3.4/'), '/xxxxxxx:xxxxxxx/');
    assert.equal(redactedAgent('/bitnodes.io:0.3/'), '/xxxxxxxxxxx:xxx/');
    assert.equal(redactedAgent('/(Satoshi:30.0.0)/'), '/(xxxxxxx:xxxxxx)/');
    assert.equal(redactedAgent('mallory \x1b[1m'), 'x'.repeat(12));
    assert.equal(redactedAgent('/Satoshi:30.0.0/ from:1.2.3.4/'), '/Satoshi:30.0.0/xxxxx:xxxxxxx/');
  });

  it('leave of a reason the words that Core has in those', () => {
    for (const same of [
      'addr message size = 1001',
      'header with invalid proof of work',
      'non-continuous headers sequence',
      'previous compact block reconstruction attempt failed',
      'invalid compact block/non-matching block transactions',
      'getblocktxn with out-of-bounds tx indices',
      'bad-txns-inputs-missingorspent',
      'bad-version(0x20000000)',
      'too-long-mempool-chain',
      'bad-witness-nonce-size',
      'non-mandatory-script-verify-flag',
      'too-large bloom filter',
      '',
    ])
      assert.equal(redactedReason(same), same);
    assert.equal(redactedReason('peer bob at 1.2.3.4'), 'xxxx xxx xx xxxxxxx');
    assert.equal(
      redactedReason('block from 1.2.3.4:8333', (word) => `<${word.length}>`),
      'block <4> <12>',
    );
    assert.equal(redactedReason('invalid 192-0-2-7, block 3'), 'invalid xxxxxxxxx, block 3');
    assert.equal(redactedReason('block 192 0 2 7'), 'block xxx x x x');
    assert.equal(redactedReason('invalid 192,0,2,7, size 50001'), 'invalid xxx,x,x,x, size 50001');
    assert.equal(redactedReason('limit 3 of 4, 5 exceeds'), 'limit 3 of 4, 5 exceeds');
    assert.equal(redactedReason(`block ${'a1'.repeat(32)}`), `block ${'x'.repeat(64)}`);
  });
});
