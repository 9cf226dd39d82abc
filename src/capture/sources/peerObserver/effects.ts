import type { WrittenEffect } from '../../../shared/events/writeEffect';
import { HASH_SIZE } from '../../../shared/events/hash';
import type { Decoded, What } from './records';
import { textBytes } from './textBytes';

/** Bytes of a reason, without the NUL. */
const MOST = { removal: 31, rejection: 135 } as const;
/** One of them is there. */
type KnownWhat = Exclude<What<'Mempool'>, { case: undefined }>;

const GREATEST = BigInt(Number.MAX_SAFE_INTEGER);

/** What became of a transaction; undefined where a field has what no node tells. */
export function mempoolEffect(what: KnownWhat): WrittenEffect | undefined {
  const { txid } = what.value;
  if (txid.length !== HASH_SIZE) return undefined;
  switch (what.case) {
    case 'added':
      return { kind: 'added', txid, fee: what.value.fee, vsize: what.value.vsize };
    case 'rejected':
      return { kind: 'rejected', txid, reason: textBytes(what.value.reason, MOST.rejection) };
    case 'removed': {
      const { fee, vsize, reason: text, entered } = what.value;
      if (entered > GREATEST) return undefined;
      const reason = textBytes(text, MOST.removal);
      return { kind: 'removed', txid, fee, vsize, reason, entered: Number(entered) };
    }
    case 'replaced': {
      const { fee, vsize, entered, replacement: hash } = what.value;
      if (entered > GREATEST || hash.length !== HASH_SIZE) return undefined;
      const replacement = {
        hash,
        isTransaction: what.value.byTransaction,
        fee: what.value.replacementFee,
        vsize: what.value.replacementVsize,
      };
      return { kind: 'replaced', txid, fee, vsize, entered: Number(entered), replacement };
    }
  }
}

/** A block was connected; undefined where a field has what no node tells. */
export function connectedEffect(connected: Decoded<'Connected'>): WrittenEffect | undefined {
  const { hash, height, transactions, inputs, sigops, durationNs } = connected;
  const isCount = transactions >= 0n && transactions <= GREATEST && durationNs <= GREATEST;
  if (hash.length !== HASH_SIZE || !isCount) return undefined;
  return {
    kind: 'connected',
    hash,
    height,
    transactions: Number(transactions),
    inputs,
    sigops,
    durationNs: Number(durationNs),
  };
}
