import assert from 'node:assert/strict';
import { decodeMessage } from '../../src/bitcoin/decodeMessage';
import { mentionedHashes } from '../../src/bitcoin/mentionedHashes';
import { summarize } from '../../src/bitcoin/summarize';
import { assertAccounting, readEverything } from '../unit/bitcoin/accounting';

/** ms for one message: above it is a hang. */
const HANG = 100;

/** Whatever the bytes: nothing is thrown, nothing hangs, and every byte is in exactly one leaf. */
export function checkMessage(type: string, bytes: Buffer, everything: boolean): void {
  try {
    inTime(() => {
      assertAccounting(decodeMessage(type, bytes));
      if (everything) lookAt(type, bytes);
    });
  } catch (error) {
    throw new Error(`${type} ${bytes.toString('hex')}`, { cause: error });
  }
}

function lookAt(type: string, bytes: Buffer): void {
  readEverything(type, bytes);
  assert.ok(summarize(type, bytes, bytes.length + 1).length < 200);
  assert.ok(mentionedHashes(type, bytes, 100).length <= 100);
}

/** A slow moment of the machine does not repeat itself. */
function inTime(run: () => void): void {
  for (let attempt = 0; attempt < 4; attempt++) {
    const start = performance.now();
    run();
    if (performance.now() - start < HANG) return;
  }
  assert.fail(`takes longer than ${HANG} ms`);
}
