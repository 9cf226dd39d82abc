import assert from 'node:assert/strict';
import { monitorState } from '../../../src/extension/monitor/monitorState';
import { contextAround, contextOf } from '../../../webview/monitor/menuContext';
import { whyNoPeers } from '../../../webview/monitor/noPeersReason';
import { stateToShow } from '../../../webview/monitor/ownState';

describe('what the page of the monitor begins with', () => {
  const state = (capture: string, filter: string, at: number) => {
    const first = monitorState(undefined, capture);
    return { ...first, table: { ...first.table, filter }, at };
  };
  const told = (capture: string, kept: ReturnType<typeof state>) => monitorState(kept, capture);

  it('is what it kept last, also where VS Code gives it back as it was before', () => {
    const host = told('/a', state('/a', 'newer', 2000));
    assert.equal(stateToShow(state('/a', 'old', 1000), host).table.filter, 'newer');
    assert.equal(stateToShow(state('/a', 'newest', 3000), host).table.filter, 'newest');
  });

  it('is its own where the host knows of another capture, and the host’s where the page does', () => {
    const host = told('/a', state('/b', 'of b', 2000));
    assert.equal(stateToShow(state('/a', 'of a', 1000), host).table.filter, 'of a');
    assert.equal(stateToShow(state('/c', 'of c', 3000), host).table.filter, 'of b');
    assert.equal(stateToShow(undefined, host).table.filter, 'of b');
  });

  it('says why there is no peer, and what would bring some', () => {
    const table = { filter: ' onion ', closed: false };
    const picture = (length: number, closed: number) => ({ length, summary: { closed } });
    assert.equal(whyNoPeers(picture(1, 3), table), undefined);
    assert.deepEqual(whyNoPeers(picture(0, 3), table), {
      text: 'The filter “onion” finds no open peer.',
      remedies: ['filter', 'closed'],
    });
    assert.deepEqual(whyNoPeers(picture(0, 3), { ...table, closed: true }), {
      text: 'The filter “onion” finds no peer.',
      remedies: ['filter'],
    });
    assert.deepEqual(whyNoPeers(picture(0, 3), { filter: '', closed: false }), {
      text: 'All peers are closed.',
      remedies: ['closed'],
    });
  });
});

describe('the menu of the monitor', () => {
  const row = { key: '7' };

  it('is about the cell of the keyboard where a key opens it, and about no peer below the rows', () => {
    assert.equal(contextAround({ button: -1 }, row, 'address'), contextOf(row, 'address'));
    const { webviewSection, key } = JSON.parse(
      contextAround({ button: 2 }, row, 'address'),
    ) as Record<string, unknown>;
    assert.deepEqual([webviewSection, key], ['heads', '']);
  });
});
