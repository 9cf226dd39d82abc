import assert from 'node:assert/strict';
import { LogBudget } from '../../../src/extension/traffic/logBudget';

describe('LogBudget', () => {
  it('lets text through up to its bytes, says once that it ends, and nothing after that', () => {
    const budget = new LogBudget(1000);
    const line = 'ä'.repeat(99);
    let text = '';
    for (let i = 0; i < 50; i++) text += budget.take([line, line]);
    const written = text.split('\n').filter((each) => each === line);
    assert.equal(written.length, 4);
    assert.match(
      text,
      /\n… this log has 1.0 kB and ends here.* Reload the window for a new log …\n$/,
    );
    assert.equal(text.match(/ends here/g)!.length, 1);
  });

  it('is not touched by no lines', () => {
    const budget = new LogBudget(10);
    assert.equal(budget.take([]), '');
    assert.equal(budget.take(['a']), 'a\n');
  });
});
