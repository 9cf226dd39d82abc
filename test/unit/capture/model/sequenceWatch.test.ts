import assert from 'node:assert/strict';
import { SequenceWatch } from '../../../../src/capture/model/sequenceWatch';

function said(...sequences: number[]): string[] {
  const watch = new SequenceWatch();
  return sequences.map((sequence) => watch.next(sequence));
}

const from = (first: number, count: number) => Array.from({ length: count }, (_, i) => first + i);

describe('SequenceWatch', () => {
  it('waits for an event that another one has overtaken', () => {
    assert.deepEqual(said(5, 6, 8, 7, 9), ['none', 'none', 'some', 'none', 'none']);
    assert.deepEqual(said(1, 4, 3, 2, 5), ['none', 'some', 'some', 'none', 'none']);
  });

  it('does not wait for ever, and says once that it is lost', () => {
    const all = said(1, ...from(3, 400));
    assert.equal(all.filter((each) => each === 'lost').length, 1);
    assert.equal(all.indexOf('lost'), 257);
    assert.ok(all.slice(258).every((each) => each === 'none'));
  });

  it('does not wait for many', () => {
    assert.deepEqual(said(1, 100, 101), ['none', 'lost', 'none']);
  });

  it('takes it for another trace where the numbers begin again, and where there are none for nothing', () => {
    assert.deepEqual(said(1000, 1, 2), ['none', 'lost', 'none']);
    assert.deepEqual(said(0, 0, 0), ['none', 'none', 'none']);
    assert.deepEqual(said(1, 1, 1), ['none', 'none', 'none']);
  });
});
