import assert from 'node:assert/strict';
import { AnswerWatch, FASTEST_ANSWERS } from '../../../../src/capture/model/answerWatch';

describe('AnswerWatch', () => {
  it('looks for answers once, unless messages come too fast, and until nobody wants to know', () => {
    let watchers = 0;
    const watch = new AnswerWatch({
      watch: () => {
        watchers++;
        return {
          dispose: () => {
            watchers--;
          },
        };
      },
    });
    const wanted = (rate: number): [number, boolean] => {
      watch.want(rate);
      return [watchers, watch.waits];
    };
    assert.equal(watchers, 0);
    assert.deepEqual(wanted(0), [1, false]);
    assert.deepEqual(wanted(FASTEST_ANSWERS), [1, false]);
    assert.deepEqual(wanted(FASTEST_ANSWERS + 1), [0, true]);
    // Not on and off again at the border.
    assert.deepEqual(wanted(FASTEST_ANSWERS - 1), [0, true]);
    assert.deepEqual(wanted(FASTEST_ANSWERS / 2), [1, false]);
    watch.dispose();
    assert.equal(watchers, 0);
    assert.deepEqual(wanted(1), [1, false]);
  });
});
