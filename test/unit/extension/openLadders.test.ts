import assert from 'node:assert/strict';
import { readOpenFiles } from '../../../src/extension/ladder/openLadders';

describe('the editors that were open in a window', () => {
  it('are files with their filters', () => {
    const files = [
      { path: '/a.p2ptrace', filter: 'type:ping' },
      { path: '/b.p2ptrace', filter: '' },
    ];
    assert.deepEqual(readOpenFiles(JSON.parse(JSON.stringify(files))), files);
  });

  it('are files alone where an earlier version kept them, and nothing where something else is kept', () => {
    assert.deepEqual(readOpenFiles(['/a.p2ptrace']), [{ path: '/a.p2ptrace' }]);
    const odd = [null, 1, {}, { path: 1, filter: '' }, { path: '/a', filter: null }];
    assert.deepEqual(readOpenFiles(odd), []);
    assert.deepEqual(readOpenFiles({ path: '/a', filter: '' }), []);
  });
});
