import assert from 'node:assert/strict';
import { decodeMessage } from '../../../src/bitcoin/decodeMessage';
import { describeField } from '../../../src/bitcoin/describeField';
import { describeTree } from '../support/describeTree';
import { fieldAt, pathToByte } from '../../../src/bitcoin/fieldPath';
import type { Field } from '../../../src/bitcoin/read/field';
import { assertAccounting, leaves } from './accounting';
import { bigBlock } from './bigBlock';
import { sessionMessages } from './sessionMessages';

describe('a tree of fields', () => {
  it('opens a block of 4 MB in pages, which are the same as the whole', () => {
    const { root } = decodeMessage('block', bigBlock(), { chain: 'regtest' });
    const vtx = root.child('vtx')!;
    assert.ok(vtx.count > 10_000);
    const whole = vtx.children();
    assert.equal(whole.length, vtx.count);
    for (const from of [0, 1, 2, 63, 64, 65, 1000, vtx.count - 3]) {
      const page = vtx.children(from, from + 3);
      assert.deepEqual(page.map(place), whole.slice(from, from + 3).map(place));
    }
    assert.deepEqual(vtx.children(vtx.count, vtx.count + 10), []);
  });

  it('has the last transaction after all others, to the last byte', () => {
    const block = bigBlock();
    const { root } = decodeMessage('block', block);
    const vtx = root.child('vtx')!;
    assert.equal(vtx.children(vtx.count - 1)[0]!.end, block.length);
    const path = pathToByte(root, block.length - 1);
    assert.equal(fieldAt(root, path)!.name, 'nLockTime');
    assert.equal(path[1], vtx.count - 1);
  });

  it('takes no memory for what is only claimed', () => {
    // 2^25 entries, of which there is one.
    const claimed = Buffer.concat([Buffer.from('fe00000002', 'hex'), Buffer.alloc(36, 1)]);
    for (const type of ['inv', 'addr', 'addrv2', 'headers', 'notfound', 'filterload']) {
      const message = decodeMessage(type, claimed);
      assert.ok(message.error, type);
      assertAccounting(message);
      assert.ok(message.root.children()[0]!.count <= 3, type);
    }
  });

  it('finds the leaf of every byte', () => {
    const byType = new Map(sessionMessages().map((message) => [message.messageType, message]));
    for (const { messageType, payload } of byType.values()) {
      const { root } = decodeMessage(messageType, payload);
      for (const leaf of leaves(root)) {
        for (const at of leaf.end > leaf.start ? [leaf.start, leaf.end - 1] : []) {
          const found = fieldAt(root, pathToByte(root, at))!;
          assert.deepEqual(place(found), place(leaf), `${messageType} byte ${at}`);
        }
      }
      assert.deepEqual(pathToByte(root, payload.length), []);
    }
  });

  it('is plain data for a process boundary', () => {
    for (const { messageType, payload } of sessionMessages().slice(0, 400)) {
      const tree = describeTree(decodeMessage(messageType, payload).root);
      assert.deepEqual(JSON.parse(JSON.stringify(tree)), tree);
    }
  });

  it('leaves out values that are too long to be sent along', () => {
    const payload = Buffer.concat([Buffer.from('fdd007', 'hex'), Buffer.alloc(2000)]);
    const data = decodeMessage('filteradd', payload).root.child('vData')!;
    assert.equal(describeField(data).value, undefined);
    assert.equal(describeField(data, { longestValue: Infinity }).value, '00'.repeat(2000));
    assert.ok(describeField(data).text.length < 600);
  });
});

function place({ name, start, end, type }: Field): unknown {
  return { name, start, end, type: type.name };
}
