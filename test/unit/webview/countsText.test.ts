import assert from 'node:assert/strict';
import { REST, type Lifeline } from '../../../src/shared/webview/ladderProtocol';
import { countsText } from '../../../webview/ladder/countsText';

const bare = { title: '', connectionType: '', network: '', userAgent: '', closed: '' } as const;
const lines = (kind: Lifeline['kind'], count: number, detail = ''): Lifeline[] =>
  Array.from({ length: count }, () => ({ ...bare, kind, detail }));

describe('countsText', () => {
  it('counts what has a line of its own', () => {
    assert.equal(countsText([...lines('node', 1), ...lines('peer', 2)]), '2 peers');
    assert.equal(countsText([...lines('node', 2), ...lines('peer', 1)]), '2 nodes, 1 peer');
    assert.equal(countsText([]), '');
  });

  it('says that there are others where one line is for them', () => {
    const peers = [...lines('node', 1), ...lines('peer', 60), ...lines('others', 1, REST)];
    assert.equal(countsText(peers), '60 peers and others');
    const processes = [...lines('node', 20), ...lines('node', 1, REST), ...peers.slice(1)];
    assert.equal(countsText(processes), '20 nodes, 60 peers and others');
  });
});
