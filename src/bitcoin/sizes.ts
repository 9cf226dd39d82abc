// Bytes of what payloads are made of.

export const HASH_BYTES = 32;
/** Of a block. */
export const HEADER_BYTES = 80;
/** A type and a hash, in an `inv` and its like. */
export const INVENTORY_BYTES = 36;
/** Of a CompactSize, at most. */
export const COUNT_BYTES = 9;
