import assert from 'node:assert/strict';
import { decodeMessage, type DecodedMessage, UNDECODED } from '../../../src/bitcoin/decodeMessage';
import type { Field } from '../../../src/bitcoin/read/field';

/** Leaves that are in the payload, in the order of the tree. */
export function* leaves(field: Field): Generator<Field, void> {
  if (field.derived) return;
  if (field.count === 0) yield field;
  else for (const child of field.children()) yield* leaves(child);
}

/** Every byte belongs to exactly one leaf, and what follows an error to the one that is not decoded. */
export function assertAccounting({ root, error, layout }: DecodedMessage): void {
  let at = 0;
  for (const leaf of leaves(root)) {
    assert.equal(leaf.start, at, `${leaf.name} begins where the leaf before it ends`);
    assert.ok(leaf.end >= leaf.start, `${leaf.name} does not end before its beginning`);
    if (leaf.name === UNDECODED && layout) assert.equal(leaf.start, error?.offset);
    at = leaf.end;
  }
  assert.equal(at, root.end, 'the last leaf ends with the payload');
}

/** Decodes, and looks at everything that there is to see. */
export function readEverything(messageType: string, payload: Uint8Array): DecodedMessage {
  const message = decodeMessage(messageType, payload, { chain: 'regtest' });
  look(message.root);
  return message;
}

function look(field: Field): void {
  assert.equal(typeof field.text, 'string');
  assert.notEqual(field.value, null);
  assert.notEqual(field.warning, '');
  const children = field.children();
  assert.equal(children.length, field.count, `${field.name} has as many children as it says`);
  for (const child of children) look(child);
}
