import assert from 'node:assert/strict';
import { FIRST_SETUP, gridTemplate, hiddenColumns } from '../../../webview/ladder/columns';
import { lanesOf } from '../../../webview/ladder/lanes';

describe('columns of a ladder', () => {
  it('are those that the user left, and that there is room for', () => {
    assert.deepEqual(hiddenColumns(FIRST_SETUP, 1000), []);
    assert.deepEqual(hiddenColumns({ ...FIRST_SETUP, hidden: ['time'] }, 1000), ['time']);
    assert.deepEqual(hiddenColumns(FIRST_SETUP, 600), ['pair']);
    assert.deepEqual(hiddenColumns(FIRST_SETUP, 500), ['pair', 'size']);
  });

  it('give the lifelines what they need, or what the user wants them to have', () => {
    const auto = gridTemplate(['pair', 'size'], 'auto', '500px');
    assert.equal(auto.columns, '16ch minmax(500px, 60fr) minmax(12ch, 40fr)');
    assert.equal(auto.least, 'calc(16ch + 500px + 12ch + 40px)');
    const wanted = gridTemplate(['time', 'pair', 'size'], 25, '500px');
    assert.equal(wanted.columns, 'minmax(120px, 25fr) minmax(12ch, 75fr)');
  });
});

describe('lanes', () => {
  it('stand at the edges where there are two', () => {
    const lanes = lanesOf(2);
    assert.equal(lanes.many, false);
    assert.deepEqual([lanes.left(0), lanes.width(1)], ['24px', 'calc(100% - 48px)']);
  });

  it('are spread evenly where there are more, each with half a space on either side', () => {
    const lanes = lanesOf(4);
    assert.deepEqual([lanes.edge, lanes.left(0), lanes.left(3)], ['12.5%', '12.5%', '87.5%']);
    assert.equal(lanes.width(2), '50%');
  });

  it('are two even before anything is known', () => {
    assert.equal(lanesOf(0).count, 2);
  });
});
