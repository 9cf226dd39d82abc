import assert from 'node:assert/strict';
import type { LadderRow } from '../../../src/shared/webview/ladderProtocol';
import { RowMeasure } from '../../../webview/ladder/rowMeasure';

const at = (row: number): LadderRow => ({ row, wallUs: 1000 * row }) as LadderRow;

describe('RowMeasure', () => {
  it('measures from A to B, whichever came first', () => {
    const measure = new RowMeasure();
    measure.mark(at(7));
    assert.match(measure.text(undefined, undefined), /mark B/);
    measure.mark(at(5));
    assert.equal(measure.text(undefined, undefined), 'A → B -2.0 ms');
    assert.deepEqual(
      [7, 5, 6].map((row) => measure.classOf(row)),
      ['mark-a', 'mark-b', ''],
    );
  });

  it('begins anew with a third row, and lets go of a row that is marked again', () => {
    const measure = new RowMeasure();
    for (const row of [1, 2, 3]) measure.mark(at(row));
    assert.deepEqual(measure.kept, [{ row: 3, wallUs: 3000 }]);
    measure.mark(at(3));
    assert.equal(measure.text(undefined, undefined), '');
  });

  it('measures what is selected where no two rows are marked', () => {
    const measure = new RowMeasure();
    assert.equal(measure.text(at(1), at(1)), '');
    assert.equal(measure.text(at(1), at(13)), 'Δ 12 ms');
    assert.equal(measure.text(undefined, undefined), '');
  });
});
