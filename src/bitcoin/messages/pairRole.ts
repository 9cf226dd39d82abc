import { hash256 } from '../hash';
import { HASH_BYTES, HEADER_BYTES } from '../sizes';

/**
 * What a message asks for, or answers. A request and its answers have an exchange in common, and a key
 * that both can be read from.
 */
export interface PairRole {
  /** Bytes from the front of the payload that `keys` takes; Infinity if it needs all of it. */
  bytes: number;
  /**
   * Tells what the message asks for or answers, by what names it in both messages. Of a payload that is too
   * short: nothing. 'in order': the answer names nothing, so that requests are answered in their order.
   */
  keys: KeysOf | 'in order';
  asks?: {
    /** Any name without a space. */
    exchange: string;
    /** An answer is missing until it comes; an announcement may go unanswered. */
    expected: boolean;
  };
  answers?: {
    exchange: string;
    /** Others may answer the same. */
    keepsOpen?: true;
    /** The keys are names of one thing, of which the first that was asked for counts. */
    alternatives?: true;
    /** Most often nobody asked, and its keys cost much: it is looked at only if the peer waits. */
    onlyIfAsked?: true;
  };
}

/** @param take Is given each key; where it answers true it wants no more. */
export type KeysOf = (payload: Buffer, take: TakeKey) => void;

/** A key is the bytes [start, end): 32 at most, and always as many within an exchange. */
export type TakeKey = (bytes: Uint8Array, start: number, end: number) => boolean;

/** The bytes [start, end) of a payload as its only key. */
export function bytesAt(start: number, end: number): Pick<PairRole, 'bytes' | 'keys'> {
  return {
    bytes: end,
    keys(payload, take) {
      if (payload.length >= end) take(payload, start, end);
    },
  };
}

/** One key, which all messages of the type share: only the latest request waits. */
export const single: Pick<PairRole, 'bytes' | 'keys'> = {
  bytes: 0,
  keys: (payload, take) => take(payload, 0, 0),
};

/** The hash of the block whose header the message begins with. */
export const headerKey: Pick<PairRole, 'bytes' | 'keys'> = {
  bytes: HEADER_BYTES,
  keys(payload, take) {
    if (payload.length >= HEADER_BYTES)
      take(hash256(payload.subarray(0, HEADER_BYTES)), 0, HASH_BYTES);
  },
};
