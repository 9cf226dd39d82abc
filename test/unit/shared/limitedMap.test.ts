import assert from 'node:assert/strict';
import { LimitedMap } from '../../../src/shared/limitedMap';
import { heapInUse } from '../support/heap';
import { Random } from '../support/random';

describe('LimitedMap', () => {
  it('forgets what was set longest ago', () => {
    const map = new LimitedMap<string, number>(2);
    map.set('a', 1).set('b', 2).set('a', 3).set('c', 4);
    assert.deepEqual(
      [...map],
      [
        ['a', 3],
        ['c', 4],
      ],
    );
  });

  it('forgets the oldest in turn, whatever was deleted, set again or cleared in between', () => {
    const random = new Random(7);
    const forgotten: number[] = [];
    const map = new LimitedMap<number, number>(20, (key) => forgotten.push(key));
    /** Keys by age. */
    let expected: number[] = [];
    const gone: number[] = [];
    for (let i = 0; i < 20_000; i++) {
      const key = random.below(60);
      const what = random.below(1000);
      if (what === 0) map.clear();
      else if (what < 300) map.delete(key);
      else map.set(key, i);
      expected = what === 0 ? [] : expected.filter((each) => each !== key);
      if (what >= 300) expected.push(key);
      if (expected.length > 20) gone.push(expected.shift()!);
      assert.deepEqual([...map.keys()], expected);
    }
    assert.deepEqual(forgotten, gone);
    assert.ok(gone.length > 1000);
  });

  it('takes no more memory the longer it is used', async () => {
    const map = new LimitedMap<number, number>(100);
    // It was full once, and is not any more.
    for (let key = 0; key < 200; key++) map.set(key, key);
    for (let key = 0; key < 196; key++) map.delete(key);
    const before = await heapInUse();
    for (let i = 0; i < 1_000_000; i++) map.set(196 + (i % 4), i);
    const grown = (await heapInUse()) - before;
    assert.equal(map.size, 4);
    assert.ok(grown < 5, `${grown.toFixed(1)} MB more`);
  });
});
