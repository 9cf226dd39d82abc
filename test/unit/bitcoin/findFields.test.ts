import assert from 'node:assert/strict';
import { decodeMessage } from '../../../src/bitcoin/decodeMessage';
import { fieldAt } from '../../../src/bitcoin/fieldPath';
import { findFields } from '../../../src/bitcoin/findFields';
import { sessionMessages } from './sessionMessages';

describe('findFields', () => {
  const version = sessionMessages().find(({ messageType }) => messageType === 'version')!;
  const { root } = decodeMessage('version', version.payload);

  it('finds by name and by text, whatever the letter case', () => {
    for (const query of ['STRSUBVER', 'satoshi']) {
      const { paths, more } = findFields(root, query);
      assert.ok(
        paths.some((path) => fieldAt(root, path)?.name === 'strSubVer'),
        query,
      );
      assert.ok(!more);
    }
    assert.deepEqual(findFields(root, 'no such thing').paths, []);
  });

  it('keeps the order of the message, and to its limit', () => {
    const all = findFields(root, 'n').paths;
    const starts = all.map((path) => fieldAt(root, path)!.start);
    assert.deepEqual(
      starts,
      [...starts].sort((a, b) => a - b),
    );
    const some = findFields(root, 'n', 2);
    assert.deepEqual(some, { paths: all.slice(0, 2), more: true });
  });
});
