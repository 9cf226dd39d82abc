import { putHash256 } from '../hash';
import { HASH_BYTES } from '../sizes';
import { transactionIds } from '../transactionIds';

let looked: Uint8Array | undefined;
const wtxid = Buffer.alloc(HASH_BYTES);
let isRead = false;
let txid: Uint8Array | undefined;

/**
 * The wtxid of a `tx`, whatever its bytes are: most often it is known, and they need not be read. It is hashed once for
 * all rules; valid until another one is.
 */
export function wtxidOf(payload: Uint8Array): Uint8Array {
  if (payload !== looked) {
    putHash256(payload, wtxid, 0);
    looked = payload;
    isRead = false;
  }
  return wtxid;
}

/** @returns undefined where the bytes are not one whole transaction. */
export function txidOf(payload: Uint8Array): Uint8Array | undefined {
  wtxidOf(payload);
  if (!isRead) {
    txid = transactionIds(payload)?.txid;
    isRead = true;
  }
  return txid;
}
