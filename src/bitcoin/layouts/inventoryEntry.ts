import type { Field, HashKind, Type } from '../read/field';
import { as, uint256, uint32 } from '../read/primitives';
import { field, struct } from '../read/struct';
import { hex32 } from '../text/hexNumber';

const MSG_WITNESS_FLAG = 2 ** 30;
const MSG_TYPE_MASK = 0x3fffffff;

/** GetDataMsg of Core's protocol.h, spelled as CInv::GetMessageType does. */
const INVENTORY: ReadonlyMap<number, { name: string; hash: HashKind }> = new Map([
  [1, { name: 'tx', hash: 'txid' }],
  [2, { name: 'block', hash: 'block' }],
  [3, { name: 'merkleblock', hash: 'block' }],
  [4, { name: 'cmpctblock', hash: 'block' }],
  [5, { name: 'wtx', hash: 'wtxid' }],
]);

/** `tx`, `wtx`, `witness-block`; a number where Core knows none. */
export function inventoryName(type: number): string {
  const known = INVENTORY.get(type & MSG_TYPE_MASK);
  if (!known) return hex32(type);
  return type & MSG_WITNESS_FLAG ? `witness-${known.name}` : known.name;
}

function inventoryHash(type: number): HashKind | undefined {
  return INVENTORY.get(type & MSG_TYPE_MASK)?.hash;
}

/** The kind of what the hash identifies comes before it. */
const inventoryHashType: Type = {
  ...uint256,
  hash: ({ payload, start }) => inventoryHash(payload.view.getUint32(start - 4, true)),
};

/**
 * CInv: protocol.h, BIP144, BIP152, BIP339.
 * @param heeded Types of inventory that Core heeds in the message.
 */
export function inventoryEntry(heeded: ReadonlySet<number>): Type {
  const inventoryType = as<number>(
    uint32,
    (type) => `${inventoryName(type)} (${type})`,
    (type) => (heeded.has(type) ? undefined : 'Core ignores an entry of this type'),
  );
  return struct('CInv', [field('type', inventoryType), field('hash', inventoryHashType)], {
    text: inventoryText,
  });
}

function inventoryText(self: Field): string {
  const [type, hash] = self.children();
  return type && hash ? `${inventoryName(Number(type.value))} ${hash.text}` : '';
}
