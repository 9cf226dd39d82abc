import assert from 'node:assert/strict';
import type { PeersRow } from '../../../src/shared/webview/peersProtocol';
import { rowAfter, rowNamed } from '../../../webview/peers/rowKeys';
import { RowLayout } from '../../../webview/peers/rowLayout';
import { RowSelection } from '../../../webview/peers/rowSelection';
import { splitAddress } from '../../../webview/peers/splitAddress';
import { addressOf } from '../support/crowd';

describe('RowLayout', () => {
  it('finds the rows between two heights', () => {
    const layout = new RowLayout([42, 22, 22, 42]);
    assert.equal(layout.height, 128);
    assert.deepEqual([layout.top(2), layout.bottom(2)], [64, 86]);
    assert.deepEqual(layout.between(0, 42), { first: 0, end: 1 });
    assert.deepEqual(layout.between(41, 65), { first: 0, end: 3 });
    assert.deepEqual(layout.between(-200, 1000), { first: 0, end: 4 });
    assert.deepEqual(layout.between(128, 300), { first: 4, end: 4 });
    assert.deepEqual(new RowLayout([]).between(0, 500), { first: 0, end: 0 });
  });
});

describe('an address in two parts', () => {
  it('keeps port, network and a little before them in sight', () => {
    assert.deepEqual(splitAddress(`${'a'.repeat(50)}bcdefg.onion:8333`), [
      `${'a'.repeat(50)}bc`,
      'defg.onion:8333',
    ]);
    assert.equal(splitAddress(addressOf(3))[1].slice(4), '.b32.i2p:0');
    assert.deepEqual(splitAddress('[2001:db8:85a3:8d3:1319:8a2e:370:7348]:18333'), [
      '[2001:db8:85a3:8d3:1319:8a2e:370:',
      '7348]:18333',
    ]);
  });

  it('is the whole address, whatever it is', () => {
    const odd = ['', ':8333', 'x', '1.2.3.4:8333', '9'.repeat(300), '😀'.repeat(40), 'a:b:c'];
    for (const address of [...odd, ...Array.from({ length: 5 }, (_, i) => addressOf(i))])
      assert.equal(splitAddress(address).join(''), address);
  });
});

describe('RowSelection', () => {
  const order = ['a', 'b', 'c', 'd'];

  it('is a row, several, or all between two', () => {
    const selection = new RowSelection();
    selection.only('b');
    selection.extend('d', order);
    assert.deepEqual([selection.ids, selection.active], [['b', 'c', 'd'], 'd']);
    selection.extend('a', order);
    assert.deepEqual(selection.ids, ['a', 'b']);
    selection.toggle('d');
    selection.toggle('a');
    assert.deepEqual(selection.ids, ['b', 'd']);
  });

  it('loses rows that are gone', () => {
    const selection = new RowSelection();
    selection.only('b');
    selection.toggle('c');
    assert.equal(selection.keep(order), false);
    assert.equal(selection.keep(['a', 'b']), true);
    assert.deepEqual([selection.ids, selection.active], [['b'], undefined]);
  });
});

describe('keys in the rows of peers', () => {
  const row = (id: string, level: number, number = '', label = '', open?: boolean) =>
    ({ id, level, number, label, open }) as PeersRow;
  const rows = [
    row('n', 1, '', 'bitcoind', true),
    row('n/7', 2, '7', '10.0.0.7:8333', true),
    row('n/7/1', 3, '', 'inv'),
    row('n/7/2', 3, '', 'tx'),
    row('n/71', 2, '71', 'friend', false),
  ];

  it('lead where those of VS Code’s trees do', () => {
    const lead = (key: string, from: number) => rowAfter(key, from, rows, 2);
    assert.deepEqual([lead('ArrowDown', 4), lead('ArrowUp', 0)], [4, 0]);
    assert.deepEqual([lead('PageDown', 1), lead('PageUp', 1)], [3, 0]);
    assert.deepEqual([lead('Home', 3), lead('End', 0)], [0, 4]);
    assert.deepEqual([lead('ArrowRight', 1), lead('ArrowRight', 4)], [2, undefined]);
    assert.deepEqual([lead('ArrowLeft', 3), lead('ArrowLeft', 4)], [1, 0]);
    assert.deepEqual([lead('ArrowLeft', 0), lead('x', 0)], [undefined, undefined]);
  });

  it('find a peer by its number, or by what it is called', () => {
    assert.equal(rowNamed('7', 2, rows), 4);
    assert.equal(rowNamed('7', 0, rows), 1);
    assert.equal(rowNamed('71', 1, rows), 4);
    assert.equal(rowNamed('10.', 4, rows), 1);
    assert.equal(rowNamed('fr', 0, rows), 4);
    assert.equal(rowNamed('z', 0, rows), undefined);
  });
});
