import assert from 'node:assert/strict';
import { nodeTitle } from '../../../../src/capture/model/nodeTitle';
import { NODE } from '../../support/frames';

describe('nodeTitle', () => {
  it('says what is known of a node', () => {
    assert.equal(nodeTitle(NODE, '/usr/bin/other'), 'bitcoind · main');
    // What Core captures itself does not name the binary.
    assert.equal(nodeTitle({ ...NODE, name: '' }, ''), 'main');
    assert.equal(nodeTitle({ ...NODE, name: '', chain: '' }, ''), 'node');
    assert.equal(nodeTitle(undefined, '/usr/bin/bitcoind'), 'bitcoind');
    assert.equal(nodeTitle(undefined, undefined), 'node');
  });
});
