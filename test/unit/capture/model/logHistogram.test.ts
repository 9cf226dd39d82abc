import assert from 'node:assert/strict';
import { LogHistogram } from '../../../../src/capture/model/logHistogram';
import { Random } from '../../support/random';

/** The error that LogHistogram promises. */
const ERROR = 1 / 64;

function exact(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1]!;
}

describe('LogHistogram', () => {
  it('tells percentiles within the error that it promises, whatever the values', () => {
    const random = new Random(3);
    for (let round = 0; round < 50; round++) {
      const limit = 2 ** random.below(45) + 1;
      const values = Array.from({ length: 1 + random.below(2000) }, () =>
        Math.floor((random.below(2 ** 30) / 2 ** 30) ** 3 * limit),
      );
      const histogram = new LogHistogram();
      for (const value of values) histogram.add(value);
      assert.equal(histogram.count, values.length);
      for (const share of [0, 0.01, 0.5, 0.95, 0.99, 1]) {
        const expected = exact(values, share);
        const told = histogram.percentile(share)!;
        assert.ok(
          Math.abs(told - expected) <= expected * ERROR,
          `${told} in place of ${expected} at ${share}`,
        );
      }
    }
  });

  it('is exact up to 64, and takes the ends of what numbers can be', () => {
    for (let value = 0; value < 64; value++) {
      const histogram = new LogHistogram();
      histogram.add(value);
      assert.equal(histogram.percentile(0.5), value);
    }
    const ends = new LogHistogram();
    for (const value of [-5, 2 ** 60, Infinity]) ends.add(value);
    assert.equal(ends.percentile(0), 0);
    assert.ok(ends.percentile(1)! > 2 ** 52);
    assert.equal(new LogHistogram().percentile(0.5), undefined);
  });
});
