import { transaction } from './layouts/transactions';
import { shapeAt, type TransactionShape } from './layouts/transactionShape';
import { ByteReader } from './read/byteReader';
import { NONE } from './read/field';
import { Payload } from './read/payload';

/**
 * The ids of a transaction, in the order of the wire.
 * @returns undefined where the bytes are not one whole transaction.
 */
export function transactionIds(
  bytes: Uint8Array,
): Pick<TransactionShape, 'txid' | 'txidText' | 'wtxid'> | undefined {
  const payload = new Payload(bytes);
  const reader = new ByteReader(payload);
  transaction.skip(reader, NONE);
  if (reader.failure || reader.remaining > 0) return undefined;
  return shapeAt(payload, 0, bytes.length);
}
