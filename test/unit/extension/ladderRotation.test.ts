import assert from 'node:assert/strict';
import { Capture } from '../../../src/capture/capture';
import { PeersModel } from '../../../src/capture/model/peersModel';
import { Recording } from '../../../src/extension/captures/recording';
import type { LadderQuery } from '../../../src/shared/webview/ladderProtocol';
import { temporaryDirectory } from '../support/directory';
import { hello, message } from '../support/frames';
import { LadderTester, soon } from './ladderSupport';

/** So large that few fit a part of the capture. */
const inventory = Buffer.alloc(5000);

describe('a ladder whose capture deletes its oldest events', () => {
  const path = temporaryDirectory();
  const rejected: unknown[] = [];
  const reject = (error: unknown): void => void rejected.push(error);
  let timeNs = 1e9;
  let capture: Capture;
  let ladder: LadderTester;
  let selected = { from: 0, to: 0 };

  before(() => process.on('unhandledRejection', reject));
  after(() => process.off('unhandledRejection', reject));

  async function open(name: string, query: Partial<LadderQuery>): Promise<void> {
    capture = await Capture.create(path(name), { limitBytes: 200_000 });
    const peers = new PeersModel();
    peers.follow(capture);
    await capture.append(hello);
    const recording = new Recording(capture, peers, true);
    const source = { capture: path(name), peers: 'all' } as const;
    ladder = new LadderTester(recording, source, {
      select: ({ from, to }) => void (selected = { from, to }),
    });
    ladder.ready(query);
  }

  async function append(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      const [type, payload] = i % 2 === 0 ? ['inv', inventory] : ['ping', Buffer.alloc(8)];
      await capture.append(message({ type, payload, timeNs: (timeNs += 5e6) }));
    }
  }

  async function close(): Promise<void> {
    ladder.session.dispose();
    await capture.close();
  }

  /** The view as the page has it once the newest row is in it. */
  async function shown(): Promise<number> {
    let length = 0;
    await soon('the newest row', async () => {
      const { generation } = ladder.last('show')!;
      const grown = ladder.last('grown');
      length = grown?.generation === generation ? grown.length : ladder.last('show')!.length;
      const located = await ladder.ask.locate({ generation, row: capture.index.length - 1 });
      return located?.exact === true && located.position === length - 1;
    });
    return length;
  }

  it('shows first what is there once the page is loaded', async () => {
    await open('prepared', {});
    await append(20);
    ladder.session.dispose();
    const { path: name } = capture;
    const peers = new PeersModel();
    peers.follow(capture);
    ladder = new LadderTester(new Recording(capture, peers, true), { capture: name, peers: 'all' });
    ladder.session.prepare();
    await soon('the first picture', () => ladder.last('show') !== undefined);
    await append(200);
    assert.ok(capture.index.firstRow > 20);
    ladder.ready();
    await soon('the picture of what is left', () => (ladder.last('show')?.generation ?? 0) > 1);
    const { generation } = ladder.last('show')!;
    const rows = await ladder.ask.rows({ generation, from: 0, to: 20 });
    const { firstRow } = capture.index;
    assert.deepEqual(
      rows?.map(({ row }) => row),
      Array.from({ length: 20 }, (_, i) => firstRow + i),
    );
    await close();
  });

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
      const { generation } = ladder.last('show')!;
      const rows = await ladder.ask.rows({ generation, from: 0, to: 10 });
      assert.equal(rows![0]!.row, firstRow);
      assert.equal(rows!.length, 10);
      assert.deepEqual(await ladder.ask.find({ generation, position: -1, backward: false }), {
        row: firstRow,
        position: 0,
        exact: true,
      });
      const buckets = await ladder.ask.overview({ generation, buckets: 4 });
      assert.equal(buckets![0]!.position, 0);
      // What is selected stays that when more is deleted.
      void ladder.tell.select({ row: length - 1, from: count - 1, to: count, follows: true });
      await append(20);
      assert.ok(capture.index.firstRow > firstRow);
      assert.deepEqual(ladder.session.rowsAt(selected.from, selected.to), [length - 1]);
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
      const { generation } = ladder.last('show')!;
      const late = ladder.ask.rows({ generation, from: 0, to: 10 });
      await append(60);
      assert.ok(capture.index.firstRow > firstRow + 10);
      await soon('another view', () => ladder.last('show')!.generation > generation);
      assert.equal(await late, undefined);
      assert.deepEqual(rejected, []);
      await close();
    });
});
