import { hash256 } from '../../../src/bitcoin/hash';
import { reversedHex } from '../../../src/bitcoin/text/hex';
import { transactionIds } from '../../../src/bitcoin/transactionIds';
import { encodeHello } from '../../../src/shared/frames/hello';
import { sessionMessages } from '../bitcoin/sessionMessages';
import { HELLO } from './frames';

const session = sessionMessages();
const transactions = session.flatMap(({ messageType, payload }) => {
  const ids = messageType === 'tx' ? transactionIds(payload) : undefined;
  return ids ? [{ payload, txid: reversedHex(ids.txid) }] : [];
});

/** Two transactions of a real session, with their ids. */
export const TX = transactions[0]!;
export const OTHER_TX = transactions.find(({ txid }) => txid !== TX.txid)!;

/** A block of it. */
export const BLOCK = session.find(({ messageType }) => messageType === 'block')!.payload;
export const HEADER_HASH = hash256(BLOCK.subarray(0, 80));
export const CARRIED_BLOCK = { payload: BLOCK, hash: reversedHex(HEADER_HASH) };

/** Of a trace of what nodes do, too. */
export const EFFECTS_HELLO = encodeHello({
  ...HELLO,
  tracepoints: [...HELLO.tracepoints, 'mempool:added', 'validation:block_connected'],
});
