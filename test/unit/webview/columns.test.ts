import assert from 'node:assert/strict';
import type { Column } from '../../../src/shared/webview/ladderProtocol';
import {
  chooseColumns,
  FIRST_SETUP,
  gridTemplate,
  widthOf,
  type ColumnsOptions,
} from '../../../webview/ladder/columns';
import { shortTime } from '../../../webview/ladder/timeText';

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

  it('give way where there is no room, but who said what, and when, stays', () => {
    assert.ok(has({ width: 570 }).includes('pair'));
    for (const column of ['time', 'lane', 'peer', 'type', 'summary'] as const)
      assert.ok(has({ width: 450 }).includes(column), column);
    assert.ok(!has({ width: 450 }).includes('size'));
    assert.ok(has({ width: 450 }, { size: true }).includes('size'), 'but what was chosen does not');
    // A window of 360 pixels, of which the overview takes some. In a list, no arrow says the direction.
    for (let width = 311; width <= 450; width++)
      for (const single of [true, false])
        for (const column of ['time', 'direction', 'type', 'summary'] as const)
          assert.ok(has({ width, single }).includes(column), `${column} at ${width} pixels`);
    assert.ok(has({ width: 440 }).includes('lane') && !has({ width: 400 }).includes('lane'));
    assert.ok(has({ width: 400 }, { lane: true }).includes('lane'), 'unless it was chosen');
  });

  it('have room for what stays, so that no window cuts a summary without an ellipsis', () => {
    for (const character of [7, 7.8, 8, 8.4])
      for (let width = 311; width <= 900; width++) {
        const { columns, widths } = chooseColumns(FIRST_SETUP, { ...options, character, width });
        assert.ok(widthOf(columns, widths) <= width, `${character} at ${width} pixels`);
      }
  });

  it('have room in a narrow window for every type that many nodes send', () => {
    for (const type of ['sendheaders', 'getblocktxn', 'sendaddrv2', 'cmpctblock', 'wtxidrelay'])
      assert.ok(chooseColumns(FIRST_SETUP, { ...options, width: 400 }).typeRoom >= type.length);
  });

  it('show times with as many decimals as there is room for', () => {
    const decimals = (width: number) => chooseColumns(FIRST_SETUP, { ...options, width }).decimals;
    assert.deepEqual([decimals(900), decimals(600), decimals(311)], [6, 3, 0]);
    assert.equal(shortTime('14:03:22.123456', 6), '14:03:22.123456');
    assert.equal(shortTime('14:03:22.123456', 3), '14:03:22.123');
    assert.equal(shortTime('14:03:22.123456', 0), '14:03:22');
    assert.equal(shortTime('+0.001234 s', 0), '+0.001 s', 'or nothing would be left of it');
  });

  it('leave the rest of a row to lifelines and summary', () => {
    const chosen = chooseColumns(
      { shown: { pair: false, size: false }, widths: { time: 100 } },
      { ...options, arrows: true },
    );
    assert.equal(chosen.left, 1000 - 100 - 2 * 8 - 2 * 12);
    assert.equal(
      gridTemplate(chosen, 500),
      '100px 500px [of-node-start] minmax(160px, 1fr) [of-node-end]',
    );
  });
});
