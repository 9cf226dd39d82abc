import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import type { PeerIdentity } from '../../../src/capture/index/peerTable';
import type { CompactBlock } from '../../../src/capture/model/compactBlocks';
import { CompactBlocksSession } from '../../../src/extension/compactBlocks/compactBlocksSession';
import {
  rowOf,
  spreadsOf,
  summaryOf,
  tableOf,
} from '../../../src/extension/compactBlocks/blockTable';
import { FIRST_BLOCKS, type BlockColumn } from '../../../src/shared/webview/compactBlocksProtocol';
import { temporaryDirectory } from '../support/directory';
import { message } from '../support/frames';
import { recordingOf } from './support';

const block = (row: number, part: Partial<CompactBlock> = {}): CompactBlock => ({
  row,
  timeNs: row * 1e6,
  identity: { pid: 1, peer: row % 3, address: 'a\u001b[2J:8333' } as PeerIdentity,
  hash: `${row}`.padStart(64, '0'),
  inbound: true,
  highBandwidth: true,
  shortIds: 100,
  prefilled: 1,
  bytes: 1000,
  missing: 0,
  missingBytes: 0,
  roundTrips: 0,
  completedNs: undefined,
  block: { headerNs: 0, height: 800_000 + row, connectedNs: undefined },
  ...part,
});

describe('the table of compact blocks', () => {
  const blocks = [
    block(1, { missing: 5, missingBytes: 900, roundTrips: 1, completedNs: 45e6 }),
    block(2, { inbound: false }),
    block(3, { missing: 2, completedNs: undefined }),
    block(4),
  ];
  const rowsBy = (sort: BlockColumn, descending: boolean, way: 'in' | 'out' | 'all' = 'in') =>
    tableOf(blocks, { way, sort, descending }).map(({ row }) => row);

  it('has those of one way, in an order that leaves what is not known to the end', () => {
    assert.deepEqual(rowsBy('time', true), [4, 3, 1]);
    assert.deepEqual(rowsBy('missing', true), [1, 3, 4]);
    assert.deepEqual(rowsBy('completed', true), [1, 3, 4]);
    assert.deepEqual(rowsBy('completed', false), [1, 3, 4]);
    assert.deepEqual(rowsBy('time', false, 'out'), [2]);
    assert.deepEqual(rowsBy('height', true, 'all'), [4, 3, 2, 1]);
  });

  it('tells median and worst, and of how many something was asked for', () => {
    const shown = tableOf(blocks, FIRST_BLOCKS);
    assert.equal(
      summaryOf(shown, 0),
      '3 compact blocks; for 2 of them transactions were asked for',
    );
    assert.match(summaryOf(shown, 7), /^3 compact blocks \(7 earlier ones are not listed\)/);
    assert.equal(summaryOf([], 0), '0 compact blocks');
    const [missing, , completed] = spreadsOf(shown);
    assert.deepEqual([missing!.known, missing!.median, missing!.worst], ['3', '2', '5']);
    assert.deepEqual([completed!.known, completed!.median], ['1', '45 ms']);
  });

  it('shows what peers chose inert, and nothing where nothing was asked for', () => {
    const recording = { wallUs: (timeNs: number) => timeNs / 1000, nameOf: () => undefined };
    const { cells, titles } = rowOf(block(4), recording, true);
    assert.deepEqual([cells.peer, cells.missing, cells.roundTrips], ['← 1/1', '', '']);
    assert.doesNotMatch(JSON.stringify({ cells, titles }), /\\u001b/);
  });
});

describe('CompactBlocksSession', () => {
  const path = temporaryDirectory();

  it('looks at a capture while its page asks, goes to rows, and copies all as CSV', async () => {
    const compact = (nth: number) =>
      Buffer.concat([Buffer.alloc(80, nth), Buffer.alloc(8), Buffer.of(0, 1), Buffer.alloc(60)]);
    const recording = await recordingOf(
      path('session'),
      ...[1, 2, 3].map((nth) =>
        message({ peer: nth, type: 'cmpctblock', payload: compact(nth), timeNs: nth * 1e9 }),
      ),
    );
    const opened: number[] = [];
    const copied: string[] = [];
    const session = new CompactBlocksSession({
      recording,
      notify: () => undefined,
      open: (row) => void opened.push(row),
      copyText: (text) => void copied.push(text),
    });
    const look = () =>
      session.handlers.requests.look({ table: FIRST_BLOCKS, from: 1, to: 9, active: 0 });
    let picture = await look();
    for (let i = 0; i < 300 && picture.length < 3; i++) {
      await setTimeout(10);
      picture = await look();
    }
    const { rows, from, active, working } = picture;
    assert.deepEqual([rows.map(({ row }) => row), from, active, working], [[1, 0], 1, 2, false]);
    await session.handlers.notices.open({ row: 1 });
    await session.handlers.notices.copy({ table: FIRST_BLOCKS });
    assert.deepEqual(opened, [1]);
    assert.equal(copied[0]!.trim().split('\r\n').length, 4);
    session.dispose();
  });
});
