import assert from 'node:assert/strict';
import { Capture } from '../../../../src/capture/capture';
import { Causes } from '../../../../src/capture/query/causes';
import { HEADER } from '../../../../src/shared/frames/layout';
import {
  CARRIED_BLOCK,
  EFFECTS_HELLO,
  HEADER_HASH,
  OTHER_TX as other,
  TX as tx,
} from '../../support/carried';
import { temporaryDirectory } from '../../support/directory';
import {
  added,
  blockCoins,
  blockConnected,
  cacheFlushed,
  rejected,
  removed,
  replaced,
} from '../../support/effects';
import { hello, message } from '../../support/frames';

const { payload: block, hash: blockHash } = CARRIED_BLOCK;

const inbound = (type: string, payload: Buffer, peer = 7, pid = 4242) =>
  message({ direction: 'inbound', type, payload, peer, pid });
const ping = (peer = 7) => inbound('ping', Buffer.alloc(8, 1), peer);

/** Another thread of the same process. */
function inThread(tid: number, frame: Buffer): Buffer {
  frame.writeUInt32LE(tid, HEADER.tid);
  return frame;
}

describe('Causes', () => {
  const path = temporaryDirectory();
  let files = 0;

  async function causesOf(...frames: Buffer[]): Promise<Causes> {
    const capture = await Capture.create(path(`causes${files++}`));
    await capture.append(Buffer.concat([EFFECTS_HELLO, ...frames]));
    await capture.flush();
    const causes = new Causes(capture, () => false);
    await causes.until(frames.length);
    after(() => causes.dispose());
    after(() => capture.close());
    return causes;
  }

  it('of coins is the message with the block that was connected, and of a flush none', async () => {
    const causes = await causesOf(
      inbound('block', block),
      blockConnected({ hash: blockHash }),
      blockCoins({ hash: blockHash }),
      cacheFlushed(),
    );
    assert.deepEqual(causes.causeOf(2), { row: 0, direct: true });
    assert.deepEqual(causes.effectsOf(0), [1, 2]);
    assert.equal(causes.causeOf(3), undefined);
  });

  it('is the message that the thread was handling, and leads back to what came of it', async () => {
    const causes = await causesOf(
      inbound('tx', tx.payload),
      replaced({ txid: other.txid, replacement: tx.txid }),
      removed('replaced', { txid: other.txid }),
      added({ txid: tx.txid }),
      ping(),
      inbound('tx', other.payload, 8),
      rejected('insufficient fee', { txid: other.txid }),
      inbound('block', block),
      blockConnected({ hash: blockHash }),
      removed('block', { txid: tx.txid }),
    );
    const all = Array.from({ length: 10 }, (_, row) => causes.causeOf(row));
    assert.deepEqual(all, [
      undefined,
      { row: 0, direct: true },
      { row: 1, direct: true },
      { row: 0, direct: true },
      undefined,
      undefined,
      { row: 5, direct: true },
      undefined,
      { row: 7, direct: true },
      { row: 8, direct: true },
    ]);
    assert.deepEqual(causes.effectsOf(0), [1, 3]);
    assert.deepEqual(causes.effectsOf(1), [2]);
    assert.deepEqual(causes.effectsOf(5), [6]);
    assert.deepEqual(causes.effectsOf(7), [8]);
    assert.deepEqual(causes.effectsOf(8), [9]);
    assert.deepEqual(causes.effectsOf(4), []);
  });

  it('says that a message came earlier where the node came back to what it carries', async () => {
    const causes = await causesOf(
      inbound('tx', tx.payload),
      inbound('tx', other.payload, 8),
      added({ txid: other.txid }),
      // An orphan, whose parent has come.
      added({ txid: tx.txid }),
      inbound('block', block),
      ping(),
      blockConnected({ hash: blockHash }),
    );
    assert.deepEqual(causes.causeOf(2), { row: 1, direct: true });
    assert.deepEqual(causes.causeOf(3), { row: 0, direct: false });
    assert.deepEqual(causes.causeOf(6), { row: 4, direct: false });
    assert.deepEqual(causes.effectsOf(0), [3]);
    assert.deepEqual(causes.effectsOf(1), [2]);
    assert.deepEqual(causes.effectsOf(4), [6]);
  });

  it('blames nobody where the node came back to one of several messages with the same txid', async () => {
    const causes = await causesOf(
      // A hostile peer may have sent it with another witness.
      inbound('tx', tx.payload, 7),
      inbound('tx', tx.payload, 8),
      inbound('tx', other.payload, 9),
      added({ txid: other.txid }),
      rejected('mempool-script-verify-flag-failed', { txid: tx.txid }),
      added({ txid: tx.txid }),
      inbound('tx', tx.payload, 7),
      rejected('txn-already-in-mempool', { txid: tx.txid }),
    );
    assert.deepEqual(causes.causeOf(3), { row: 2, direct: true });
    assert.equal(causes.causeOf(4), undefined);
    assert.equal(causes.causeOf(5), undefined);
    assert.deepEqual(causes.causeOf(7), { row: 6, direct: true });
    assert.deepEqual(causes.effectsOf(1), []);
    assert.deepEqual(
      [3, 4, 5, 7].map((row) => causes.isOneOfSeveral(row)),
      [false, true, true, false],
    );
  });

  it('is not certain of what another thread did, though the message was the last one', async () => {
    const causes = await causesOf(
      inbound('tx', tx.payload),
      inThread(99, added({ txid: tx.txid })),
      inbound('block', block),
      blockConnected({ hash: blockHash }),
      inThread(99, removed('block', { txid: tx.txid })),
    );
    assert.deepEqual(causes.causeOf(1), { row: 0, direct: false });
    assert.equal(causes.causeOf(4), undefined);
  });

  it('knows no cause of what no message carries, was sent by the node, or was cut', async () => {
    const causes = await causesOf(
      message({ direction: 'outbound', type: 'tx', payload: tx.payload }),
      added({ txid: tx.txid }),
      message({
        type: 'tx',
        payload: other.payload.subarray(0, 60),
        size: BigInt(other.payload.length),
      }),
      added({ txid: other.txid }),
      removed('expiry', { txid: tx.txid }),
      removed('block', { txid: tx.txid }),
      replaced({ txid: other.txid, replacement: tx.txid, isTransaction: false }),
      blockConnected({ hash: blockHash }),
    );
    for (let row = 0; row < 8; row++) assert.equal(causes.causeOf(row), undefined, `row ${row}`);
  });

  it('keeps processes apart, and of several who sent the same names the one that it came of', async () => {
    const causes = await causesOf(
      inbound('tx', tx.payload, 7, 1),
      inbound('tx', tx.payload, 7, 2),
      added({ txid: tx.txid, pid: 1 }),
      rejected('txn-already-in-mempool', { txid: tx.txid, pid: 2 }),
      inbound('tx', tx.payload, 8, 1),
      rejected('txn-already-in-mempool', { txid: tx.txid, pid: 1 }),
    );
    assert.deepEqual(causes.causeOf(2), { row: 0, direct: true });
    assert.deepEqual(causes.causeOf(3), { row: 1, direct: true });
    assert.deepEqual(causes.causeOf(5), { row: 4, direct: true });
    assert.deepEqual(
      [0, 1, 4].map((row) => causes.effectsOf(row)),
      [[2], [3], [5]],
    );
  });

  it('goes on where the message that a node was handling is gone', async () => {
    const capture = await Capture.create(path('gone'));
    after(() => capture.close());
    const first = Array.from({ length: 10 }, () => inbound('tx', tx.payload));
    await capture.append(Buffer.concat([EFFECTS_HELLO, ...first]));
    await capture.flush();
    const causes = new Causes(capture, () => true);
    after(() => causes.dispose());
    await causes.until(10);
    capture.index.dropBefore(10);
    await capture.append(
      Buffer.concat([
        added({ txid: tx.txid }),
        inbound('tx', other.payload),
        added({ txid: other.txid }),
      ]),
    );
    await capture.flush();
    await causes.until(13);
    assert.equal(causes.known, 13);
    assert.equal(causes.causeOf(10), undefined);
    assert.deepEqual(causes.causeOf(12), { row: 11, direct: true });
  });

  it('finds what completed a compact block', async () => {
    const rest = Buffer.concat([HEADER_HASH, Buffer.of(0)]);
    const causes = await causesOf(
      inbound('cmpctblock', block.subarray(0, 90)),
      ping(),
      inbound('blocktxn', rest),
      blockConnected({ hash: blockHash }),
    );
    assert.deepEqual(causes.causeOf(3), { row: 2, direct: true });
    assert.deepEqual(causes.effectsOf(0), []);
  });

  it('reads nothing of a capture without such probes', async () => {
    const capture = await Capture.create(path('plain'));
    await capture.append(
      Buffer.concat([hello, inbound('tx', tx.payload), added({ txid: tx.txid })]),
    );
    await capture.flush();
    const causes = new Causes(capture, () => false);
    await causes.until(2);
    assert.equal(causes.causeOf(1), undefined);
    causes.dispose();
    await capture.close();
  });
});
