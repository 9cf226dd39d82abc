import assert from 'node:assert/strict';
import { decodeMessage } from '../../../src/bitcoin/decodeMessage';
import { describeTree, type FieldTree } from '../support/describeTree';
import { childrenJson, fieldJson } from '../../../src/bitcoin/fieldJson';
import { sessionMessages } from './sessionMessages';

/** The same tree, as deep as that. */
function cut(tree: FieldTree, depth: number): FieldTree {
  const { children, ...field } = tree;
  if (!children || depth === 0) return field;
  return { ...field, children: children.map((child) => cut(child, depth - 1)) };
}

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
      assert.deepEqual(JSON.parse([...fieldJson(root, 2)].join('')), cut(tree, 2));
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
