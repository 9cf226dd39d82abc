import assert from 'node:assert/strict';
import { formatBytes, formatCount, plural } from '../../../src/shared/text/quantity';

describe('quantities', () => {
  it('shows bytes with at most three digits', () => {
    const texts = [0, 999, 1000, 1234, 9949, 9950, 999_499, 999_500, 53_552, 4_000_000, 5e15];
    assert.deepEqual(texts.map(formatBytes), [
      ...['0 B', '999 B', '1.0 kB', '1.2 kB', '9.9 kB', '10 kB', '999 kB', '1.0 MB'],
      ...['54 kB', '4.0 MB', '5,000 TB'],
    ]);
  });

  it('groups digits and knows the plural', () => {
    const numbers = [0, 999, 1000, -123, -1234, 1234567, 1234.5, 1e21, 2 ** 53, NaN];
    assert.deepEqual(numbers.map(formatCount), [
      ...['0', '999', '1,000', '-123', '-1,234', '1,234,567', '1,235'],
      ...['1,000,000,000,000,000,000,000', '9,007,199,254,740,992', 'NaN'],
    ]);
    assert.equal(formatCount(-(2n ** 63n)), '-9,223,372,036,854,775,808');
    assert.equal(plural(1, 'peer'), '1 peer');
    assert.equal(plural(0, 'peer'), '0 peers');
  });
});
