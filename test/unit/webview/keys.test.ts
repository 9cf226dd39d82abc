import assert from 'node:assert/strict';
import { rowAfterKey } from '../../../webview/common/keys';
import { rangeOf, selectionAfterKey } from '../../../webview/inspector/selection';

const key = (name: string, change: object = {}) => ({
  key: name,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  shiftKey: false,
  ...change,
});

describe('rowAfterKey', () => {
  it('moves by rows, pages and to the ends, and stays in the list', () => {
    const move = (name: string, from: number) => rowAfterKey(key(name), from, 100, 10);
    assert.equal(move('j', 5), 6);
    assert.equal(move('ArrowDown', 99), 99);
    assert.equal(move('k', 5), 4);
    assert.equal(move('ArrowUp', 0), 0);
    assert.equal(move('PageDown', 95), 99);
    assert.equal(move('PageUp', 25), 15);
    assert.equal(move('Home', 50), 0);
    assert.equal(move('End', 50), 99);
  });

  it('leaves other keys, chords and empty lists alone', () => {
    assert.equal(rowAfterKey(key('x'), 5, 100, 10), undefined);
    assert.equal(rowAfterKey(key('j', { altKey: true }), 5, 100, 10), undefined);
    assert.equal(rowAfterKey(key('j'), 0, 0, 10), undefined);
  });
});

describe('selectionAfterKey', () => {
  const move = (name: string, active: number, change: object = {}, length = 100, perRow = 16) =>
    selectionAfterKey(key(name, change), { anchor: active, active }, length, 4, perRow);

  it('moves over bytes and rows of sixteen', () => {
    assert.equal(move('ArrowRight', 99)?.active, 99);
    assert.equal(move('ArrowLeft', 16)?.active, 15);
    assert.equal(move('ArrowDown', 17)?.active, 33);
    assert.equal(move('ArrowDown', 95)?.active, 99);
    assert.equal(move('PageUp', 70)?.active, 6);
    assert.equal(move('Home', 20)?.active, 16);
    assert.equal(move('End', 20)?.active, 31);
    assert.equal(move('End', 98)?.active, 99);
    assert.equal(move('Home', 20, { ctrlKey: true })?.active, 0);
    assert.equal(move('End', 20, { ctrlKey: true })?.active, 99);
    assert.equal(move('Escape', 20), undefined);
  });

  it('begins with the first byte, or the last, where none is selected', () => {
    const begin = (name: string, change: object = {}) =>
      selectionAfterKey(key(name, change), undefined, 100, 4, 16);
    assert.deepEqual(begin('ArrowDown'), { anchor: 0, active: 0 });
    assert.deepEqual(begin('ArrowRight', { shiftKey: true }), { anchor: 0, active: 0 });
    assert.deepEqual(begin('End', { ctrlKey: true }), { anchor: 99, active: 99 });
    assert.equal(begin('Escape'), undefined);
  });

  it('moves over rows of eight where there is room for no more', () => {
    assert.equal(move('ArrowDown', 17, {}, 100, 8)?.active, 25);
    assert.equal(move('Home', 20, {}, 100, 8)?.active, 16);
    assert.equal(move('End', 20, {}, 100, 8)?.active, 23);
    assert.equal(move('PageUp', 70, {}, 100, 8)?.active, 38);
  });

  it('extends with shift, in both directions', () => {
    const down = move('ArrowDown', 20, { shiftKey: true })!;
    assert.deepEqual(rangeOf(down), { from: 20, to: 37 });
    const up = move('ArrowUp', 20, { shiftKey: true })!;
    assert.deepEqual(rangeOf(up), { from: 4, to: 21 });
    assert.deepEqual(rangeOf(move('ArrowRight', 20)!), { from: 21, to: 22 });
  });
});
