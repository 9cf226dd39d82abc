import assert from 'node:assert/strict';
import { MOST_PAUSE_ROWS, TimeSpacing } from '../../../../src/capture/query/timeSpacing';

describe('TimeSpacing', () => {
  /** @param times Of the rows of a view, milliseconds; `first` were dropped. */
  const spacingOf = (times: number[], first = 0) => {
    const view = { first, length: times.length, at: (i: number) => i };
    return { view, spacing: new TimeSpacing(view, (row) => times[row]! * 1e6, 10e6) };
  };
  const placesOf = (spacing: TimeSpacing, count: number) =>
    Array.from({ length: count }, (_, i) => spacing.slotOf(i));

  it('gives each row of time a place, and none to what came close', () => {
    const { spacing } = spacingOf([0, 5, 25, 55, 55]);
    assert.deepEqual(placesOf(spacing, 5), [0, 1, 3, 6, 7]);
    assert.equal(spacing.length, 8);
    assert.equal(spacing.slotOf(5), 8);
  });

  it('folds what would take too many', () => {
    const { spacing } = spacingOf([0, 1e9]);
    assert.equal(spacing.slotOf(1), MOST_PAUSE_ROWS + 1);
    assert.equal(spacing.at(1).pauseRows, MOST_PAUSE_ROWS);
  });

  it('tells for each position what is there', () => {
    const { spacing } = spacingOf([0, 5, 35]);
    const places = Array.from({ length: spacing.length }, (_, place) => spacing.at(place));
    assert.deepEqual(
      places.map(({ position, nth }) => [position, nth]),
      [
        [0, undefined],
        [1, undefined],
        [2, 0],
        [2, 1],
        [2, undefined],
      ],
    );
    assert.throws(() => spacing.at(5), RangeError);
  });

  it('takes no time from rows that came out of order', () => {
    assert.deepEqual(placesOf(spacingOf([50, 0, 5]).spacing, 3), [0, 1, 2]);
  });

  it('grows with its view', () => {
    const times = [0, 30];
    const { view, spacing } = spacingOf(times);
    assert.equal(spacing.length, 4);
    times.push(100);
    view.length = 3;
    spacing.update();
    assert.equal(spacing.slotOf(2), 10);
  });

  it('keeps places when the first rows are dropped', () => {
    const times = [0, 100, 200];
    const { view, spacing } = spacingOf(times);
    const before = spacing.slotOf(2);
    view.first = 2;
    spacing.update();
    assert.equal(spacing.slotOf(2), before);
    assert.equal(spacing.first, before);
    assert.deepEqual(spacing.at(before), { position: 2, nth: undefined, pauseRows: 0 });
  });

  it('is empty for an empty view', () => {
    const { spacing } = spacingOf([]);
    assert.deepEqual([spacing.length, spacing.first, spacing.slotOf(0)], [0, 0, 0]);
  });

  it('goes on in slices with a long view', async () => {
    const length = 3_000_000;
    const view = { first: 0, length, at: (i: number) => i };
    const spacing = new TimeSpacing(view, (row) => row * 1e6, 10e6);
    const grown = new Promise<void>((resolve) =>
      spacing.onGrow(() => {
        if (spacing.length === length) resolve();
      }),
    );
    if (spacing.length < length) await grown;
    assert.equal(spacing.length, length);
  });
});
