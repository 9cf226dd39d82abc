import { transaction } from './layouts/transactions';
import { TransactionShape } from './layouts/transactionFacts';
import { ByteReader } from './read/byteReader';
import { readField } from './read/field';
import { Payload } from './read/payload';

/**
 * The ids of a transaction, in the order of the wire.
 * @returns undefined where the bytes are not one whole transaction.
 */
export function transactionIds(
  bytes: Uint8Array,
): Pick<TransactionShape, 'txid' | 'wtxid'> | undefined {
  const reader = new ByteReader(new Payload(bytes));
  const field = readField('tx', transaction, reader);
  return field && !reader.failure && reader.remaining === 0
    ? new TransactionShape(field)
    : undefined;
}
