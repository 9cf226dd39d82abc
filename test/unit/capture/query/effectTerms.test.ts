import assert from 'node:assert/strict';
import { Capture } from '../../../../src/capture/capture';
import { parseQuery } from '../../../../src/capture/query/parseQuery';
import { QueryError } from '../../../../src/capture/query/queryError';
import { CARRIED_BLOCK, EFFECTS_HELLO, OTHER_TX, TX } from '../../support/carried';
import { temporaryDirectory } from '../../support/directory';
import { added, blockConnected, rejected, removed, replaced } from '../../support/effects';
import { message, misbehaving } from '../../support/frames';
import { viewOf, whole } from '../../support/queryViews';

const FRAMES = [
  message({ type: 'tx', payload: TX.payload }),
  added({ txid: TX.txid, fee: 1520, vsize: 152 }),
  added({ txid: OTHER_TX.txid, fee: 400, vsize: 100 }),
  rejected('min relay fee not met, 1 < 2', { txid: OTHER_TX.txid }),
  removed('expiry', { txid: TX.txid, fee: 1520, vsize: 152 }),
  replaced({ txid: OTHER_TX.txid, replacement: TX.txid, fee: 400, vsize: 100 }),
  blockConnected({ hash: CARRIED_BLOCK.hash, height: 840_123, durationNs: 210e6 }),
  blockConnected({ hash: '00'.repeat(31) + '01', height: 840_124, durationNs: 700e6 }),
  misbehaving('headers do not connect'),
  rejected('', { txid: OTHER_TX.txid }),
];

/** Rows that each filter finds. */
const FOUND: Record<string, number[]> = {
  accepted: [1, 2],
  rejected: [3, 9],
  'rejected:min*': [3],
  '-rejected:min* rejected': [9],
  'fee:>5': [1, 4],
  'fee:4': [2, 5],
  'fee:>=4 accepted': [1, 2],
  'reason:expiry,headers*': [4, 8],
  'reason:"min relay*"': [3],
  'height:840124..': [7],
  'took:>500ms': [7],
  'took:<1s': [6, 7],
  'took:>0.5s -height:840123': [7],
  [`hash:${TX.txid}`]: [0, 1, 4, 5],
  [`hash:${CARRIED_BLOCK.hash.slice(0, 20)}`]: [6],
  'fee:>1000000': [],
};

describe('terms about what a node did', () => {
  const path = temporaryDirectory();
  let capture: Capture;

  before(async () => {
    capture = await Capture.create(path('effects'));
    await capture.append(Buffer.concat([EFFECTS_HELLO, ...FRAMES]));
    await capture.flush();
  });
  after(() => capture.close());

  for (const [filter, rows] of Object.entries(FOUND))
    it(`find ${filter.slice(0, 40)}`, async () => {
      const view = viewOf(capture, filter);
      assert.deepEqual(await whole(view, capture), rows);
      view.dispose();
    });

  it('say what makes no sense', () => {
    for (const filter of ['fee:much', 'took:5parsecs', 'height:top'])
      assert.throws(() => parseQuery(filter), QueryError);
  });
});
