import assert from 'node:assert/strict';
import type { Column } from '../../../src/shared/webview/ladderProtocol';
import {
  chooseColumns,
  FIRST_SETUP,
  gridTemplate,
  type ColumnsOptions,
} from '../../../webview/ladder/columns';

const options: ColumnsOptions = {
  width: 1000,
  character: 8,
  arrows: false,
  table: false,
  single: false,
  named: false,
  lane: 72,
};
const has = (part: Partial<ColumnsOptions>, shown = {}): readonly Column[] =>
  chooseColumns({ ...FIRST_SETUP, shown }, { ...options, ...part }).columns;

describe('columns of a ladder', () => {
  it('say in a list what arrows say otherwise', () => {
    const listed = ['time', 'lane', 'direction', 'peer', 'type', 'summary', 'pair', 'size'];
    assert.deepEqual(has({}), listed);
    assert.deepEqual(has({ arrows: true }), ['time', 'lane', 'summary', 'pair', 'size']);
    assert.deepEqual(
      has({ table: true }),
      listed.filter((column) => column !== 'lane'),
    );
  });

  it('do not say of a single peer in each row which one it is', () => {
    assert.ok(!has({ single: true }).includes('peer'));
    assert.ok(has({ single: true }, { peer: true }).includes('peer'), 'unless that was chosen');
  });

  it('have room for the names of peers', () => {
    const width = (named: boolean) => chooseColumns(FIRST_SETUP, { ...options, named }).widths.peer;
    assert.ok(width(true) >= width(false) + 80);
  });

  it('are those that the user chose', () => {
    assert.deepEqual(has({ arrows: true }, { time: false, delta: true, type: true }), [
      'delta',
      'lane',
      'type',
      'summary',
      'pair',
      'size',
    ]);
  });

  it('give way where there is no room, but time, type and summary stay', () => {
    assert.ok(has({ width: 570 }).includes('pair'));
    for (const column of ['time', 'lane', 'peer', 'type', 'summary'] as const)
      assert.ok(has({ width: 450 }).includes(column), column);
    // Without it, nothing says the direction of a message whose peer's lane is folded.
    assert.ok(has({ width: 460 }).includes('direction'));
    assert.ok(!has({ width: 450 }).includes('size'));
    assert.ok(has({ width: 450 }, { size: true }).includes('size'), 'but what was chosen does not');
  });

  it('leave the rest of a row to lifelines and summary', () => {
    const chosen = chooseColumns(
      { shown: { pair: false, size: false }, widths: { time: 100 } },
      { ...options, arrows: true },
    );
    assert.equal(chosen.left, 1000 - 100 - 2 * 8 - 2 * 12);
    assert.equal(gridTemplate(chosen, 500), '100px 500px minmax(160px, 1fr)');
  });
});
