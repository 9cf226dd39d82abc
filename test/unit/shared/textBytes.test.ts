import assert from 'node:assert/strict';
import { bytesText } from '../../../src/shared/text/bytesText';
import { textBytes } from '../../../src/shared/text/textBytes';
import { visible } from '../../../src/shared/text/visible';
import { Random } from '../support/random';

describe('textBytes', () => {
  const there = (bytes: Buffer) => Buffer.from(textBytes(bytesText(bytes)));

  it('keeps UTF-8 as it is', () => {
    for (const text of ['/usr/bin/bitcoind', '/données/ビット/😀', ''])
      assert.equal(textBytes(bytesText(Buffer.from(text))), text);
  });

  it('keeps every other byte, and shows it', () => {
    const bytes = Buffer.from('2fc3a9ff61e282f09f', 'hex');
    assert.equal(visible(bytesText(bytes)), '/é⟨0xFF⟩a⟨0xE2⟩⟨0x82⟩⟨0xF0⟩⟨0x9F⟩');
    assert.deepEqual(there(bytes), bytes);
    // What stands for a byte is no UTF-8 itself.
    assert.deepEqual(there(Buffer.from('edb3bf', 'hex')), Buffer.from('edb3bf', 'hex'));
  });

  it('survives JSON, and any bytes', () => {
    const random = new Random(7);
    for (let round = 0; round < 500; round++) {
      const bytes = Buffer.from(Array.from({ length: random.below(12) }, () => random.below(256)));
      assert.deepEqual(there(bytes), bytes);
      const text = bytesText(bytes);
      assert.equal(JSON.parse(JSON.stringify(text)), text);
    }
  });
});
