import assert from 'node:assert/strict';
import { ageText } from '../../../src/shared/text/ageText';
import { shortCount } from '../../../src/shared/text/shortCount';

describe('texts for a narrow row', () => {
  it('say how long ago something was, in one unit', () => {
    const ages = [0, 999, 1000, 59_999, 60_000, 3_599_999, 3_600_000, 86_400_000, 9e9];
    const texts = ['now', 'now', '1 s', '59 s', '1 min', '59 min', '1 h', '1 d', '104 d'];
    assert.deepEqual(ages.map(ageText), texts);
  });

  it('have counts of at most five characters', () => {
    const texts = new Map([
      [0, '0'],
      [9999, '9,999'],
      [10_000, '10.0k'],
      [99_949, '99.9k'],
      [99_950, '100k'],
      [999_499, '999k'],
      [999_500, '1.0M'],
      [12_345_678, '12.3M'],
      [4.2e9, '4.2G'],
    ]);
    for (const [count, text] of texts) assert.equal(shortCount(count), text);
    for (let count = 1; count < 1e11; count = Math.ceil(count * 1.7))
      assert.ok(shortCount(count).length <= 5, `${count}`);
  });
});
