import assert from 'node:assert/strict';
import { hash256 } from '../../../../src/bitcoin/hash';
import { reversedHex } from '../../../../src/bitcoin/text/hex';
import { Capture } from '../../../../src/capture/capture';
import { CompactBlockScan } from '../../../../src/capture/query/compactBlockScan';
import { sendcmpct } from '../../bitcoin/conversation/talk';
import { EFFECTS_HELLO } from '../../support/carried';
import { temporaryDirectory } from '../../support/directory';
import { blockConnected } from '../../support/effects';
import { message } from '../../support/frames';

const header = (nth: number) => Buffer.alloc(80, nth);
const ids = 10;
/** With a short list of ids, one prefilled transaction, and bytes that nobody needs. */
const compact = (nth: number) =>
  Buffer.concat([
    header(nth),
    Buffer.alloc(8),
    Buffer.of(ids),
    Buffer.alloc(6 * ids),
    Buffer.of(1),
  ]);

describe('CompactBlockScan', () => {
  const path = temporaryDirectory();
  let files = 0;

  async function scanOf(...frames: Buffer[]): Promise<CompactBlockScan> {
    const capture = await Capture.create(path(`compact${files++}`));
    await capture.append(Buffer.concat([EFFECTS_HELLO, ...frames]));
    await capture.flush();
    const scan = new CompactBlockScan(capture, () => false);
    await scan.until(capture.index.length);
    after(() => scan.dispose());
    after(() => capture.close());
    return scan;
  }

  const say = (peer: number, type: string, payload: Buffer, ms: number, isOut = false) =>
    message({ peer, type, payload, timeNs: ms * 1e6, direction: isOut ? 'outbound' : 'inbound' });

  it('finds what came, what it lacked, and when it was connected, reading only what is needed', async () => {
    const hash = hash256(header(1));
    const scan = await scanOf(
      say(1, 'headers', Buffer.concat([Buffer.of(1), header(1), Buffer.of(0)]), 1000),
      say(2, 'getdata', Buffer.concat([Buffer.of(1, 4, 0, 0, 0), hash]), 1001, true),
      say(2, 'cmpctblock', compact(1), 1010),
      say(2, 'getblocktxn', Buffer.concat([hash, Buffer.of(3), Buffer.alloc(3)]), 1011, true),
      say(2, 'blocktxn', Buffer.concat([hash, Buffer.of(3), Buffer.alloc(100_000)]), 1055),
      say(3, 'sendcmpct', sendcmpct(1), 1059, true),
      say(3, 'cmpctblock', compact(1), 1060),
      blockConnected({ hash: reversedHex(hash), height: 7, timeNs: 1200e6 }),
      say(4, 'block', Buffer.concat([header(1), Buffer.alloc(50_000)]), 1300),
    );
    const [low, high, ...others] = scan.list;
    assert.equal(others.length, 0);
    const { row, highBandwidth, shortIds, prefilled, missing, missingBytes, roundTrips } = low!;
    assert.deepEqual(
      { row, highBandwidth, shortIds, prefilled, missing, missingBytes, roundTrips },
      {
        row: 2,
        highBandwidth: false,
        shortIds: ids,
        prefilled: 1,
        missing: 3,
        missingBytes: 100_000,
        roundTrips: 1,
      },
    );
    assert.equal(low!.completedNs, 45e6);
    assert.deepEqual(low!.block, { headerNs: 1000e6, height: 7, connectedNs: 1200e6 });
    assert.deepEqual([high!.row, high!.highBandwidth, high!.missing], [6, true, 0]);
  });

  it('lists the latest of too many, and counts the others', async () => {
    const frames = Array.from({ length: 20_100 }, (_, nth) =>
      say(nth % 5, 'cmpctblock', compact(nth % 250), 1000 + nth),
    );
    const scan = await scanOf(...frames);
    assert.deepEqual([scan.list.length, scan.left, scan.list[0]!.row], [20_000, 100, 100]);
  }).timeout(20_000);
});
