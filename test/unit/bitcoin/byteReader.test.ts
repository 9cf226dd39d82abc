import assert from 'node:assert/strict';
import { ByteReader } from '../../../src/bitcoin/read/byteReader';
import { Payload } from '../../../src/bitcoin/read/payload';

function reader(hex: string): ByteReader {
  return new ByteReader(new Payload(Buffer.from(hex, 'hex')));
}

describe('ByteReader', () => {
  it('reads little-endian, in order', () => {
    const bytes = reader('01' + 'fd0302');
    assert.deepEqual([bytes.u8(), bytes.compactSize()], [1, 0x203]);
    assert.equal(bytes.remaining, 0);
    assert.equal(bytes.failure, undefined);
  });

  it('reads a view into a larger buffer', () => {
    const whole = Buffer.from('fffffd030102', 'hex');
    assert.equal(new ByteReader(new Payload(whole.subarray(2, 5))).compactSize(), 0x103);
  });

  it('stops at the end, says where, and reads nothing any more', () => {
    const bytes = reader('0102');
    bytes.u8();
    assert.equal(bytes.take(4), -1);
    assert.deepEqual(bytes.failure, {
      offset: 1,
      reason: 'end of data: 4 bytes are needed, 1 remain',
    });
    assert.equal(bytes.u8(), 0);
    assert.equal(bytes.offset, 1);
  });

  it('tells a payload that was captured in part from one that is short', () => {
    const bytes = new ByteReader(new Payload(Buffer.of(1), 'main', 100));
    bytes.take(4);
    assert.equal(bytes.failure?.cut, true);
  });

  for (const [hex, value] of [
    ['00', 0],
    ['fc', 252],
    ['fdfd00', 253],
    ['fdffff', 65535],
    ['fe00000100', 65536],
    ['fe00000002', 0x02000000],
  ] as const)
    it(`reads the CompactSize ${hex}`, () => {
      const bytes = reader(hex);
      assert.equal(bytes.compactSize(), value);
      assert.equal(bytes.failure, undefined);
    });

  for (const [hex, reason] of [
    ['fdfc00', /non-canonical/],
    ['feffff0000', /non-canonical/],
    ['ffffffffff00000000', /non-canonical/],
    ['fe01000002', /size too large/],
    ['ff0000000001000000', /size too large/],
    ['ffffffffffffffffff', /size too large/],
    ['fd00', /end of data/],
    ['ff00000000', /end of data/],
    ['', /end of data/],
  ] as const)
    it(`refuses the CompactSize '${hex}' from its first byte on`, () => {
      const bytes = reader(hex);
      assert.equal(bytes.compactSize(), 0);
      assert.match(bytes.failure!.reason, reason);
      assert.equal(bytes.failure!.offset, 0);
      assert.equal(bytes.offset, 0);
    });

  it('reads 64 bits where nothing is counted', () => {
    assert.equal(reader('ff0000000001000000').looseCompactSize(), 2 ** 32);
  });
});
