import assert from 'node:assert/strict';
import { LimitedMap } from '../../../src/shared/limitedMap';

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
});
