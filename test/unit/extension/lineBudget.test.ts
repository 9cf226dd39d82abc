import assert from 'node:assert/strict';
import { LineBudget } from '../../../src/extension/traffic/lineBudget';

describe('LineBudget', () => {
  it('lets everything through at a rate that a person can read', () => {
    const budget = new LineBudget(3);
    for (let ms = 0; ms < 10_000; ms += 400) {
      assert.equal(budget.report(ms), undefined);
      assert.ok(budget.take(ms));
    }
    assert.equal(budget.pending, false);
  });

  it('counts what it leaves out and says so once the second is over', () => {
    const budget = new LineBudget(2);
    const taken = Array.from({ length: 10_000 }, (_, i) => budget.take(i / 20)).filter(Boolean);
    assert.equal(taken.length, 2);
    assert.equal(budget.pending, true);
    assert.equal(budget.report(999), undefined);
    assert.equal(
      budget.report(1000),
      '… 9,998 messages left out (10,000 a second): too fast to read; the capture has them …',
    );
    assert.equal(budget.pending, false);
    assert.equal(budget.report(5000), undefined);
    assert.ok(budget.take(5000));
  });
});
