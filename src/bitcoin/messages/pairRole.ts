import { hash256 } from '../hash';

/**
 * What a message asks for, or answers. A request and its answers have an exchange in common, and a key
 * that both can be read from.
 */
export interface PairRole {
  /** Bytes from the front of the payload that `keys` takes; Infinity if it needs all of it. */
  bytes: number;
  /**
   * What the message asks for or answers, by what names it in both messages. Of a payload that is too
   * short: nothing. 'in order': the answer names nothing, so that requests are answered in their order.
   */
  keys: ((payload: Buffer) => Iterable<string>) | 'in order';
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

/** Bytes as a key: one character each. */
export function keyOf(payload: Buffer, start: number, end: number): string {
  return payload.toString('latin1', start, end);
}

/** The bytes [start, end) of a payload as its only key. */
export function bytesAt(start: number, end: number): Pick<PairRole, 'bytes' | 'keys'> {
  return {
    bytes: end,
    keys: (payload) => (payload.length < end ? [] : [keyOf(payload, start, end)]),
  };
}

/** One key, which all messages of the type share: only the latest request waits. */
export const single: Pick<PairRole, 'bytes' | 'keys'> = { bytes: 0, keys: () => [''] };

/** Bytes of a block header. */
const HEADER = 80;

/** The hash of the block whose header the message begins with. */
export const headerKey: Pick<PairRole, 'bytes' | 'keys'> = {
  bytes: HEADER,
  keys(payload) {
    if (payload.length < HEADER) return [];
    return [hashKey(payload.subarray(0, HEADER))];
  },
};

/** The hash of bytes as a key. */
export function hashKey(bytes: Buffer): string {
  return keyOf(hash256(bytes), 0, 32);
}
