import assert from 'node:assert/strict';
import type { Lifeline } from '../../../src/shared/webview/ladderProtocol';
import { countsText } from '../../../webview/ladder/countsText';

const node: Lifeline = {
  kind: 'node',
  title: '',
  detail: '',
  connectionType: '',
  network: '',
  userAgent: '',
  closed: '',
};

describe('countsText', () => {
  it('counts peers, and nodes where there are several', () => {
    assert.equal(countsText({ nodes: [node], peers: 10_125 }), '10,125 peers');
    assert.equal(countsText({ nodes: [node, node], peers: 1 }), '2 nodes, 1 peer');
    assert.equal(countsText({ nodes: [], peers: 0 }), '');
  });
});
