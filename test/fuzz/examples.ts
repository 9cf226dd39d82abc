import { MESSAGE_TYPES } from '../../src/bitcoin/messageTypes';
import { type SessionMessage, sessionMessages } from '../unit/bitcoin/sessionMessages';

/** Of one type at most; the session has hundreds of some. */
const OF_A_TYPE = 24;
/** A mutation of a longer one would mostly hit what is opaque. */
const LONGEST = 4000;

/** In hex, for types that the session has none of. */
const OTHERS: [string, string][] = [
  ['feature', '0442495000' + '03010203'],
  // The final alert that Core sends to old peers (net_processing.cpp).
  [
    'alert',
    '60010000000000000000000000ffffff7f00000000ffffff7ffeffff7f01ffffff7f00000000ffffff7f00ffffff7f002f555247454e543a20416c657274206b657920636f6d70726f6d697365642c2075706772616465207265717569726564004630440220653febd6410f470f6bae11cad19c48413becb1ac2c17f908fd0fd53bdc3abd5202206d0e9c96fe88d4a0f01ed9dedae2b6f9e00da94cad0fecaae66ecf689bf71b50',
  ],
  ['reject', '027478' + '10' + '0c6d616e6461746f72792d7363' + '11'.repeat(32)],
];

/** A few real messages of every type that is laid out. */
export function examples(): SessionMessage[] {
  const counts = new Map<string, number>();
  const fromSession = sessionMessages().filter(({ messageType, payload }) => {
    const count = counts.get(messageType) ?? 0;
    if (count === OF_A_TYPE || payload.length > LONGEST) return false;
    counts.set(messageType, count + 1);
    return true;
  });
  const others = OTHERS.map(([messageType, hex]) => ({
    messageType,
    payload: Buffer.from(hex, 'hex'),
  }));
  return [...fromSession, ...others];
}

/** Of all types, those that are empty in the session too. */
export const TYPES: readonly string[] = [...MESSAGE_TYPES, 'alert', 'reject', 'unknown'];
