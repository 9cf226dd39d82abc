import assert from 'node:assert/strict';
import { excluded, narrowed } from '../../../src/extension/ladder/filterTerms';

describe('terms that menus add to a filter', () => {
  it('take the place of one of their kind', () => {
    assert.equal(narrowed('', { key: 'type', value: 'inv' }), 'type:inv');
    assert.equal(narrowed('type:tx size:>9', { key: 'type', value: 'inv' }), 'size:>9 type:inv');
    assert.equal(narrowed('type:"a b" lost', { key: 'type', value: 'inv' }), 'lost type:inv');
    assert.equal(narrowed('-type:tx', { key: 'type', value: 'inv' }), '-type:tx type:inv');
  });

  it('leave out one more thing, once', () => {
    assert.equal(excluded('', { key: 'type', value: 'inv' }), '-type:inv');
    const twice = excluded('-type:inv', { key: 'peer', value: '3' });
    assert.equal(twice, '-type:inv -peer:3');
    assert.equal(excluded(twice, { key: 'type', value: 'inv' }), twice);
    // To want and not to want the same would leave nothing.
    assert.equal(excluded('type:inv peer:3', { key: 'type', value: 'inv' }), 'peer:3 -type:inv');
  });

  it('hold for all alternatives, and quote what is not a plain word', () => {
    assert.equal(
      excluded('type:tx OR type:inv', { key: 'peer', value: '3' }),
      '(type:tx OR type:inv) -peer:3',
    );
    assert.equal(narrowed('', { key: 'type', value: 'a b"' }), 'type:"a b\\""');
    assert.equal(narrowed('', { key: 'hash', value: 'ab|cd' }), 'hash:ab|cd');
  });
});
