import assert from 'node:assert/strict';
import { compareFields } from '../../../src/bitcoin/compareFields';
import { decodeMessage } from '../../../src/bitcoin/decodeMessage';
import { fieldAt } from '../../../src/bitcoin/fieldPath';
import { bigBlock } from './bigBlock';
import { sessionMessages } from './sessionMessages';

function inv(...hashes: number[]): Buffer {
  const entries = hashes.map((byte) =>
    Buffer.concat([Buffer.of(5, 0, 0, 0), Buffer.alloc(32, byte)]),
  );
  return Buffer.concat([Buffer.of(hashes.length), ...entries]);
}

const compare = (a: Buffer, b: Buffer, limit?: number) =>
  compareFields(decodeMessage('inv', a).root, decodeMessage('inv', b).root, limit);

describe('compareFields', () => {
  it('finds nothing in a message and itself', () => {
    for (const { messageType, payload } of sessionMessages().slice(0, 100)) {
      const { root } = decodeMessage(messageType, payload);
      const { differences, bytes } = compareFields(root, decodeMessage(messageType, payload).root);
      assert.deepEqual(differences, []);
      assert.deepEqual(bytes, []);
    }
  });

  it('names the innermost field that differs, and its bytes', () => {
    const other = inv(1, 2, 3);
    other[1 + 36 + 4 + 7] = 0xee;
    const result = compare(inv(1, 2, 3), other);
    assert.equal(result.differences.length, 1);
    const [difference] = result.differences;
    const field = fieldAt(decodeMessage('inv', inv(1, 2, 3)).root, difference!.path);
    assert.equal(field?.name, 'hash');
    assert.match(difference!.other!, /ee/);
    assert.deepEqual(result.bytes, [{ from: 48, to: 49 }]);
    assert.equal(result.byteCount, 1);
  });

  it('tells what only one of them has', () => {
    const longer = compare(inv(1, 2), inv(1));
    assert.deepEqual(
      longer.differences.map(({ name, other, missing }) => [name, other, missing]),
      [
        ['size', '1', undefined],
        ['[1]', undefined, undefined],
      ],
    );
    assert.equal(longer.byteCount, 1 + 36);
    const shorter = compare(inv(1), inv(1, 2));
    const added = shorter.differences[1]!;
    assert.deepEqual(added.path, [0, 2]);
    assert.ok(added.missing);
    assert.match(added.other!, /wtx 0202/);
  });

  it('compares a field with its like, however many bytes stand before it', () => {
    const a = Buffer.concat([Buffer.of(4), Buffer.from('aaaa'), Buffer.of(1, 9)]);
    const b = Buffer.concat([Buffer.of(6), Buffer.from('aaaabb'), Buffer.of(1, 9)]);
    const roots = [a, b].map((payload) => decodeMessage('feature', payload).root);
    const names = compareFields(roots[0]!, roots[1]!).differences.map(({ name }) => name);
    assert.ok(!names.includes('feature_data'), names.join());
  });

  it('stops at its limit', () => {
    const result = compare(inv(1, 2, 3, 4), inv(5, 6, 7, 8), 3);
    assert.equal(result.differences.length, 3);
    assert.ok(result.more);
  });

  it('skips what is the same: one byte in a block of 4 MB', () => {
    const block = bigBlock();
    const other = Buffer.from(block);
    other[2_000_000]! ^= 1;
    const [a, b] = [block, other].map((bytes) => decodeMessage('block', bytes).root.child('vtx')!);
    const { bytes } = compareFields(a!, b!);
    assert.deepEqual(bytes, [{ from: 2_000_000, to: 2_000_001 }]);
  }).timeout(20_000);
});
