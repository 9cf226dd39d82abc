import assert from 'node:assert/strict';
import { isWithin } from '../../../webview/inspector/byteRanges';
import { Matches } from '../../../webview/inspector/matches';
import { Typeahead } from '../../../webview/inspector/typeahead';

describe('isWithin', () => {
  it('agrees with looking at every range', () => {
    const ranges = [
      { from: 2, to: 3 },
      { from: 5, to: 9 },
      { from: 100, to: 101 },
    ];
    for (let byte = 0; byte < 110; byte++)
      assert.equal(
        isWithin(ranges, byte),
        ranges.some(({ from, to }) => byte >= from && byte < to),
        String(byte),
      );
    assert.ok(!isWithin([], 0));
  });
});

describe('Matches', () => {
  it('goes through all and around the end, both ways', () => {
    const matches = new Matches(['a', 'b', 'c']);
    assert.equal(matches.position, undefined);
    const steps = ([1, 1, 1, 1, -1, -1] as const).map((by) => matches.step(by));
    assert.deepEqual(steps, ['a', 'b', 'c', 'a', 'c', 'b']);
    assert.equal(new Matches(['a', 'b']).step(-1), 'b');
    assert.equal(new Matches().step(1), undefined);
  });
});

describe('Typeahead', () => {
  const key = (text: string) => ({ key: text, ctrlKey: false, altKey: false, metaKey: false });

  it('puts letters together, and leaves other keys alone', () => {
    const typeahead = new Typeahead();
    assert.ok(!typeahead.busy);
    const typed = ['n', 'T', 'ArrowDown', 'i'].map((each) => typeahead.add(key(each)));
    assert.deepEqual(typed, ['n', 'nt', undefined, 'nti']);
    assert.ok(typeahead.busy);
    assert.equal(typeahead.add({ ...key('f'), ctrlKey: true }), undefined);
  });
});
