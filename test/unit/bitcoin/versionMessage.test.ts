import assert from 'node:assert/strict';

import { pingNonce } from '../../../src/bitcoin/pingNonce';
import { serviceFlagNames } from '../../../src/bitcoin/serviceFlags';
import { decodeVersion, MalformedMessage } from '../../../src/bitcoin/versionMessage';

/** Sent by Bitcoin Core 31.99. */
const CORE = Buffer.from(
  '811101004d04000000000000b2a7026b0000000000000000000000000000000000000000000000000000000000004d040000000000000000000000000000000000000000000000000cf7b460d4feff9e1c2f5361746f7368693a33312e39392e3028746573746e6f646530292f0000000001',
  'hex',
);

describe('decodeVersion', () => {
  it('reads what Bitcoin Core sends', () => {
    const version = decodeVersion(CORE);
    assert.equal(version.protocolVersion, 70017);
    assert.deepEqual(serviceFlagNames(version.services), [
      'NETWORK',
      'BLOOM',
      'WITNESS',
      'COMPACT_FILTERS',
      'NETWORK_LIMITED',
    ]);
    assert.equal(version.time, 1795336114n);
    assert.equal(version.receiver.services, 0n);
    assert.equal(version.sender?.services, 1101n);
    assert.equal(version.sender.port, 0);
    assert.equal(version.nonce, 11457156165162825484n);
    assert.equal(version.userAgent, '/Satoshi:31.99.0(testnode0)/');
    assert.equal(version.startHeight, 0);
    assert.equal(version.relay, true);
  });

  it('accepts that it ends before an optional field, and nowhere else', () => {
    const afterNonce = 4 + 8 + 8 + 26 + 26 + 8;
    const allowed = [4 + 8 + 8 + 26, afterNonce, afterNonce + 29, afterNonce + 33, CORE.length];
    for (let length = 0; length <= CORE.length; length++) {
      const decode = (): unknown => decodeVersion(CORE.subarray(0, length));
      if (allowed.includes(length)) decode();
      else assert.throws(decode, MalformedMessage, `${length} bytes`);
    }
  });

  it('takes absent fields as absent', () => {
    const version = decodeVersion(CORE.subarray(0, 46));
    assert.equal(version.protocolVersion, 70017);
    assert.equal('userAgent' in version, false);
    assert.equal('relay' in version, false);
  });

  it('refuses a user agent of more than 256 bytes', () => {
    const long = Buffer.concat([
      CORE.subarray(0, 80),
      Buffer.from('fd0101', 'hex'),
      Buffer.alloc(262),
    ]);
    assert.throws(() => decodeVersion(long), /length limit exceeded: 257 > 256/);
  });

  it('survives any bytes', () => {
    let seed = 1;
    for (let i = 0; i < 5000; i++) {
      const bytes = Buffer.from(CORE);
      for (let n = 0; n < 4; n++) {
        seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
        bytes[(seed >>> 8) % bytes.length] = seed >>> 24;
      }
      try {
        decodeVersion(bytes.subarray(0, seed % (bytes.length + 1)));
      } catch (error) {
        assert.ok(error instanceof MalformedMessage, String(error));
      }
    }
  });
});

describe('serviceFlagNames', () => {
  it('spells unknown bits as Core does', () => {
    assert.deepEqual(serviceFlagNames((1n << 11n) | (1n << 24n) | (1n << 63n) | 4n), [
      'BLOOM',
      'P2P_V2',
      'UNKNOWN[2^24]',
      'UNKNOWN[2^63]',
    ]);
    assert.deepEqual(serviceFlagNames(0n), []);
  });
});

describe('pingNonce', () => {
  it('reads the nonce, also where more follows, and knows the empty ping', () => {
    assert.equal(pingNonce(Buffer.from('0100000000000080ff', 'hex')), 0x8000000000000001n);
    assert.equal(pingNonce(Buffer.alloc(0)), undefined);
    assert.equal(pingNonce(Buffer.alloc(7)), undefined);
  });
});
