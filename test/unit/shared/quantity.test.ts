import assert from 'node:assert/strict';
import { formatBytes, formatCount, plural } from '../../../src/shared/quantity';

describe('quantities', () => {
  it('shows bytes with at most three digits', () => {
    const texts = [0, 999, 1000, 1234, 9949, 9950, 999_499, 999_500, 53_552, 4_000_000, 5e15];
    assert.deepEqual(texts.map(formatBytes), [
      ...['0 B', '999 B', '1.0 kB', '1.2 kB', '9.9 kB', '10 kB', '999 kB', '1.0 MB'],
      ...['54 kB', '4.0 MB', '5,000 TB'],
    ]);
  });

  it('groups digits and knows the plural', () => {
    assert.equal(formatCount(1234567), '1,234,567');
    assert.equal(plural(1, 'peer'), '1 peer');
    assert.equal(plural(0, 'peer'), '0 peers');
  });
});
