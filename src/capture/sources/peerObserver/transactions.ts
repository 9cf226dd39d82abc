import { hash256 } from '../../../bitcoin/hash';
import { equal, merkleRoot } from '../../../bitcoin/merkle';
import { transactionIds } from '../../../bitcoin/transactionIds';
import { Encoded, type WireMembers } from '../../../bitcoin/write/byteWriter';
import type { Decoded } from './records';
import { HEADER_BYTES } from '../../../bitcoin/sizes';

type Transaction = Decoded<'Transaction'>;
type Header = Decoded<'Header'>;

/** @returns undefined where the archive has its ids only. */
export function rawTransaction(tx: Transaction | undefined): Encoded | undefined {
  return tx && tx.raw.length > 0 ? new Encoded(tx.raw) : undefined;
}

/** Whether the bytes of a transaction have its ids; those of one without bytes were not written. */
export function isTransaction(tx: Transaction | undefined): boolean {
  if (!tx || tx.raw.length === 0) return true;
  const ids = transactionIds(tx.raw);
  return ids !== undefined && equal(ids.txid, tx.txid) && equal(ids.wtxid, tx.wtxid);
}

/** CBlockHeader. */
export function blockHeader(header: Header | undefined): WireMembers | undefined {
  return (
    header && {
      nVersion: header.version,
      hashPrevBlock: header.previous,
      hashMerkleRoot: header.merkleRoot,
      nTime: header.time,
      nBits: header.bits,
      nNonce: header.nonce,
    }
  );
}

/** Whether the header that was written at `at` has its hash. */
export function isHeader(header: Header | undefined, payload: Uint8Array, at = 0): boolean {
  return !!header && equal(hash256(payload.subarray(at, at + HEADER_BYTES)), header.hash);
}

/** Whether all the transactions of a block are those that its header commits to. */
export function areOfBlock(transactions: readonly Transaction[], header?: Header): boolean {
  const { root, mutated } = merkleRoot(
    transactions.map(({ txid }) => Buffer.from(txid).toString('latin1')),
  );
  return !!header && !mutated && equal(root, header.merkleRoot);
}
