import assert from 'node:assert/strict';
import { ByteReader, MalformedMessage } from '../../../src/bitcoin/byteReader';

function reader(hex: string): ByteReader {
  return new ByteReader(Buffer.from(hex, 'hex'));
}

describe('ByteReader', () => {
  it('reads fixed-width values in order', () => {
    const bytes = reader(
      '01' +
        '0200' +
        '208d' +
        'ffffffff' +
        'feffffff' +
        '0100000000000080' +
        'ffffffffffffffff' +
        'abcd',
    );
    assert.equal(bytes.u8(), 1);
    assert.equal(bytes.u16(), 2);
    assert.equal(bytes.u16be(), 8333);
    assert.equal(bytes.u32(), 0xffffffff);
    assert.equal(bytes.i32(), -2);
    assert.equal(bytes.u64(), 0x8000000000000001n);
    assert.equal(bytes.i64(), -1n);
    assert.equal(bytes.offset, 29);
    assert.deepEqual(Buffer.from(bytes.raw(2)).toString('hex'), 'abcd');
    assert.equal(bytes.remaining, 0);
  });

  it('reads a view into a larger buffer', () => {
    const whole = Buffer.from('ffff0100000002', 'hex');
    assert.equal(new ByteReader(whole.subarray(2, 6)).u32(), 1);
  });

  it('refuses to read beyond the end and says where', () => {
    const bytes = reader('0102');
    bytes.u8();
    assert.throws(
      () => bytes.u32(),
      (error) => error instanceof MalformedMessage && error.offset === 1,
    );
    assert.equal(bytes.remaining, 1);
  });

  for (const [hex, value] of [
    ['00', 0],
    ['fc', 252],
    ['fdfd00', 253],
    ['fdffff', 65535],
    ['fe00000100', 65536],
    ['fe00000002', 0x02000000],
  ] as const)
    it(`reads the CompactSize ${hex}`, () => assert.equal(reader(hex).compactSize(), value));

  for (const hex of [
    'fdfc00',
    'feffff0000',
    'ffffffffff00000000',
    'fe01000002',
    'ff0000000001000000',
    'ffffffffffffffffff',
    'fd00',
    'ff00000000',
    '',
  ])
    it(`refuses the CompactSize '${hex}'`, () =>
      assert.throws(() => reader(hex).compactSize(), MalformedMessage));

  it('reads a string by its bytes, up to its limit', () => {
    assert.equal(reader('03' + '41e97f').limitedString(3), 'Aé\x7f');
    assert.throws(() => reader('03414243').limitedString(2), MalformedMessage);
    assert.throws(() => reader('0341').limitedString(10), MalformedMessage);
  });
});
