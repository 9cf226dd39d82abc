import assert from 'node:assert/strict';
import { decodeMessage } from '../../../src/bitcoin/decodeMessage';
import { describeTree, type FieldTree } from '../../../src/bitcoin/describeField';
import { childrenJson, fieldJson } from '../../../src/bitcoin/fieldJson';
import { sessionMessages } from './sessionMessages';

describe('fieldJson', () => {
  it('says of a message of each type what describeTree says', () => {
    const seen = new Set<string>();
    for (const { messageType, payload } of sessionMessages()) {
      if (seen.has(messageType)) continue;
      seen.add(messageType);
      const { root } = decodeMessage(messageType, payload);
      const tree = describeTree(root);
      assert.deepEqual(JSON.parse([...fieldJson(root)].join('')), tree);
      const children = JSON.parse([...childrenJson(root)].join('')) as FieldTree[];
      assert.deepEqual(children, tree.children ?? []);
    }
    assert.ok(seen.size > 30);
  }).timeout(20_000);

  it('comes in pieces that are short however long the whole is', () => {
    const entries = Buffer.concat([Buffer.of(0xfd, 0x10, 0x27), Buffer.alloc(36 * 10_000, 1)]);
    const pieces = [...fieldJson(decodeMessage('inv', entries).root)];
    assert.ok(pieces.length > 10_000);
    assert.ok(pieces.every(({ length }) => length < 2000));
  });
});
