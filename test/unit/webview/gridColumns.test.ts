import assert from 'node:assert/strict';
import { FIRST_COLUMNS } from '../../../src/shared/webview/monitorProtocol';
import { fittingColumns, gridTemplate, widthOf } from '../../../webview/monitor/gridColumns';

const USE = { nodes: 1, userAgents: 1, remarks: 1, errors: 1, warnings: 1 };

describe('columns of the monitor', () => {
  it('drop one by one as the room shrinks, the address last, and never stand beside the window', () => {
    let before = Infinity;
    for (let pixels = 2000; pixels >= 60; pixels -= 20) {
      const { fitting, left } = fittingColumns(FIRST_COLUMNS, USE, pixels);
      const width = fitting.reduce((sum, column) => sum + widthOf(column, FIRST_COLUMNS), 0);
      assert.ok(width <= pixels || fitting.length === 1);
      assert.ok(fitting.includes('address'));
      assert.ok(fitting.length <= before);
      assert.equal(fitting.length + left.length, FIRST_COLUMNS.shown.length - 1);
      before = fitting.length;
    }
  });

  it('has the node where there are several, and remarks and findings where there are any', () => {
    const columns = (nodes: number, remarks: number, errors = 0, warnings = 0) =>
      fittingColumns(FIRST_COLUMNS, { ...USE, nodes, remarks, errors, warnings }, 5000).fitting;
    const unnamed = fittingColumns(FIRST_COLUMNS, { ...USE, userAgents: 0 }, 5000).fitting;
    assert.ok(columns(1, 0).includes('userAgent') && !unnamed.includes('userAgent'));
    assert.ok(!columns(1, 0).includes('node') && !columns(1, 0).includes('remarks'));
    assert.ok(columns(2, 0).includes('node') && columns(1, 3).includes('remarks'));
    assert.ok(columns(1, 1, 1, 0).includes('errors') && !columns(1, 1, 1, 0).includes('warnings'));
    assert.ok(columns(1, 1, 0, 1).includes('warnings'));
  });

  it('has in a pane of 640 pixels who, where, how fast and how much', () => {
    const { fitting } = fittingColumns(FIRST_COLUMNS, USE, 626);
    for (const column of ['id', 'type', 'address', 'rate', 'messagesOut', 'messagesIn'] as const)
      assert.ok(fitting.includes(column), column);
  });

  it('are as wide as the user made them', () => {
    const columns = { ...FIRST_COLUMNS, widths: { address: 300, id: 40 } };
    const template = gridTemplate(['id', 'address', 'rate'], columns);
    assert.match(template, /^40px 300px \d+px 1fr$/);
  });
});
