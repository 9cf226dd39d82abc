import assert from 'node:assert/strict';
import { Capture } from '../../../src/capture/capture';
import { PeersModel } from '../../../src/capture/model/peersModel';
import { LadderSession } from '../../../src/extension/ladder/ladderSession';
import { Recording } from '../../../src/extension/captures/recording';
import {
  EVERYTHING,
  type HostToLadder,
  type LadderQuery,
} from '../../../src/shared/webview/ladderProtocol';
import { temporaryDirectory } from '../support/directory';
import { hello, message } from '../support/frames';
import { soon } from './ladderSupport';

/** So large that few fit a part of the capture. */
const inventory = Buffer.alloc(5000);

describe('a ladder whose capture deletes its oldest events', () => {
  const path = temporaryDirectory();
  const posted: HostToLadder[] = [];
  const rejected: unknown[] = [];
  const reject = (error: unknown): void => void rejected.push(error);
  const last = <T extends HostToLadder['type']>(type: T) =>
    posted.findLast((each): each is Extract<HostToLadder, { type: T }> => each.type === type);
  let timeNs = 1e9;
  let capture: Capture;
  let session: LadderSession;
  let selected = { from: 0, to: 0 };

  before(() => process.on('unhandledRejection', reject));
  after(() => process.off('unhandledRejection', reject));

  const nothing = (): void => undefined;

  async function open(name: string, query: Partial<LadderQuery>): Promise<void> {
    posted.length = 0;
    capture = await Capture.create(path(name), { limitBytes: 200_000 });
    const peers = new PeersModel();
    peers.follow(capture);
    await capture.append(hello);
    const recording = new Recording(capture, peers, true);
    const source = { capture: path(name), peers: 'all' } as const;
    session = new LadderSession(recording, source, 'delta', () => undefined, {
      ...{ post: (posting) => posted.push(posting), inspect: nothing, saveDrawing: nothing },
      ...{ savedFilters: nothing, chooseColumns: nothing, run: nothing },
      select: ({ from, to }) => (selected = { from, to }),
    });
    session.receive({ type: 'ready', query: { ...EVERYTHING, ...query } });
  }

  async function append(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      const [type, payload] = i % 2 === 0 ? ['inv', inventory] : ['ping', Buffer.alloc(8)];
      await capture.append(message({ type, payload, timeNs: (timeNs += 5e6) }));
    }
  }

  async function close(): Promise<void> {
    session.dispose();
    await capture.close();
  }

  /** The view as the page has it once the newest row is in it. */
  async function shown(): Promise<number> {
    await soon('the newest row', () => {
      const { generation } = last('show')!;
      const length = last('grown')?.generation === generation ? last('grown')!.length : undefined;
      session.receive({ type: 'locate', row: capture.index.length - 1, go: false });
      return last('located')!.position === (length ?? last('show')!.length) - 1;
    });
    return last('located')!.position! + 1;
  }

  for (const [name, query] of [
    ['all', {}],
    ['filtered', { filter: 'type:inv|ping' }],
    ['spaced', { msPerRow: 1 }],
  ] as const) {
    it(`counts from the first that is there: ${name}`, async () => {
      await open(name, query);
      await append(20);
      await shown();
      await append(200);
      const { firstRow, length } = capture.index;
      assert.ok(firstRow > 100);
      const count = await shown();
      if (name !== 'spaced') assert.equal(count, length - firstRow);
      const { generation } = last('show')!;
      session.receive({ type: 'rows', generation, from: 0, to: 10 });
      await soon('rows', () => last('rows')?.generation === generation);
      assert.equal(last('rows')!.from, 0);
      assert.equal(last('rows')!.rows[0]!.row, firstRow);
      assert.equal(last('rows')!.rows.length, 10);
      session.receive({ type: 'find', generation, position: -1, backward: false });
      assert.deepEqual([last('located')!.position, last('located')!.row], [0, firstRow]);
      session.receive({ type: 'overview', generation, buckets: 4 });
      assert.equal(last('overview')!.buckets[0]!.position, 0);
      // What is selected stays that when more is deleted.
      session.receive({ type: 'select', row: length - 1, from: count - 1, to: count });
      await append(20);
      assert.ok(capture.index.firstRow > firstRow);
      assert.deepEqual(session.rowsAt(selected.from, selected.to), [length - 1]);
      await close();
    });
  }

  for (const [name, query] of [
    ['race', {}],
    ['spaced race', { msPerRow: 1 }],
  ] as const)
    it(`answers nothing for rows that go while they are read, and shows the rest anew: ${name}`, async () => {
      await open(name, query);
      await append(40);
      const { firstRow } = capture.index;
      await shown();
      const { generation } = last('show')!;
      session.receive({ type: 'rows', generation, from: 0, to: 10 });
      await append(60);
      assert.ok(capture.index.firstRow > firstRow + 10);
      await soon('another view', () => last('show')!.generation > generation);
      const late = posted.filter((each) => each.type === 'rows' && each.generation === generation);
      assert.deepEqual(late, []);
      assert.deepEqual(rejected, []);
      await close();
    });
});
