import assert from 'node:assert/strict';
import { fractionOf, positionAt } from '../../../webview/ladder/stripScale';

describe('the scale of the overview', () => {
  it('goes by time where there are buckets', () => {
    const buckets = [{ position: 0 }, { position: 80 }];
    assert.equal(positionAt(0.25, buckets, 100), 40);
    assert.equal(positionAt(0.75, buckets, 100), 90);
    assert.equal(fractionOf(40, buckets, 100), 0.25);
    assert.equal(fractionOf(90, buckets, 100), 0.75);
  });

  it('goes by number where rows are sorted, which have no time that goes on', () => {
    for (const fraction of [0, 0.25, 0.75, 1]) {
      assert.equal(positionAt(fraction, [], 200), fraction * 200);
      assert.equal(fractionOf(fraction * 200, [], 200), fraction);
    }
    assert.equal(fractionOf(0, [], 0), 0);
  });
});
