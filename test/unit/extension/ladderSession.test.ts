import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { isSameSource, sourceOfState } from '../../../src/extension/ladder/ladderSource';
import { copyRows } from '../../../src/extension/ladder/copyRows';
import { pairsOfCapture } from '../../../src/capture/query/pairs';
import type { TextFormat } from '../../../src/capture/export/exporter';
import { hexFormat } from '../../../src/capture/export/formats/hexFormat';
import { jsonArrayFormat } from '../../../src/capture/export/formats/jsonArrayFormat';
import { textFormat } from '../../../src/capture/export/formats/textFormat';
import type { Recording } from '../../../src/extension/captures/recording';
import {
  EVERYTHING,
  type LadderQuery,
  type LadderRow,
  type LadderSource,
  type ViewQuery,
} from '../../../src/shared/webview/ladderProtocol';
import { mentionedHashes } from '../../../src/bitcoin/mentionedHashes';
import { sessionMessages } from '../bitcoin/sessionMessages';
import { temporaryDirectory } from '../support/directory';
import { EFFECTS_HELLO, OTHER_TX, TX } from '../support/carried';
import { added, blockConnected, rejected, removed } from '../support/effects';
import { connection, EventKind, message } from '../support/frames';
import { LadderTester, soon } from './ladderSupport';
import { recordingFrom, recordingOf } from './support';

const source: LadderSource = { capture: '/c', peers: [{ pid: 4242, peer: 7 }] };

describe('LadderSession', () => {
  const path = temporaryDirectory();
  let files = 0;
  const handed: unknown[] = [];

  const recording = (...frames: Buffer[]) => recordingOf(path(`session${files++}`), ...frames);

  const payload = Buffer.alloc(8, 1);
  const pinged = () =>
    recording(message({ peer: 7, direction: 'outbound', type: 'ping', payload }));

  function ladderOf(live: Recording, which = source): LadderTester {
    handed.length = 0;
    return new LadderTester(live, which, {
      inspect: (row) => void handed.push(row),
      select: ({ row }) => void handed.push(-row),
      savedFilters: ({ filter }) => void handed.push(filter),
      chooseColumns: (hidden) => void handed.push(hidden),
      run: (command) => void handed.push(command),
    });
  }

  const query = (part: Partial<LadderQuery> = {}): LadderQuery => ({ ...EVERYTHING, ...part });

  it('says nothing before the page is ready, then what to show', async () => {
    const live = await recording(message({ peer: 7, type: 'tx' }));
    const ladder = ladderOf(live);
    await live.capture.append(message({ peer: 7, type: 'inv' }));
    await setTimeout(150);
    assert.equal(ladder.told.length, 0);
    ladder.ready();
    const [show] = ladder.told;
    assert.equal(show?.type, 'show');
    assert.equal(show.length, 2);
    assert.equal(show.timeFormat, 'delta');
    assert.deepEqual(show.source, source);
    assert.equal(show.header.nodes[0]?.title, 'bitcoind');
    assert.equal(show.header.only?.title, '127.0.0.1:8333');
    ladder.session.dispose();
  });

  it('reports growth now and then, and a closed connection', async () => {
    const live = await recording(message({ peer: 7 }));
    const ladder = ladderOf(live);
    ladder.ready();
    ladder.told.length = 0;
    for (let i = 0; i < 100; i++) await live.capture.append(message({ peer: 7 }));
    await live.capture.append(connection(EventKind.ClosedConnection, { peer: 7 }));
    await soon('growth', () => ladder.last('grown')?.length === 102);
    assert.equal(ladder.last('header')?.header.only?.closed, 'closed');
    assert.ok(ladder.told.length <= 6);
    ladder.session.dispose();
  });

  it('tells the page when another peer takes a lane in the rows that it shows, or leaves it', async () => {
    const live = await recording(message({ peer: 7 }));
    const ladder = ladderOf(live);
    ladder.ready();
    const { generation } = ladder.last('show')!;
    const asked = { generation, from: 0, to: 10, watch: true };
    const heads = await ladder.ask.heads(asked);
    assert.deepEqual(
      heads?.heads.map(({ source, last }) => [source.peer, last]),
      [[7, undefined]],
    );
    await live.capture.append(connection(EventKind.ClosedConnection, { peer: 7 }));
    await soon('the end', () => ladder.last('heads')?.heads[0]?.last === 1);
    assert.equal(await ladder.ask.heads({ ...asked, generation: 0 }), undefined);
    ladder.session.dispose();
  });

  it('answers rows of the query in force only', async () => {
    const live = await recording(
      message({ peer: 7, type: 'tx' }),
      message({ peer: 7, type: 'inv' }),
    );
    const ladder = ladderOf(live);
    ladder.ready();
    await ladder.ask.query({ query: query({ filter: 'type:inv' }) });
    assert.equal(ladder.last('show')?.length, 1);
    ladder.told.length = 0;
    assert.equal(await ladder.ask.rows({ generation: 1, from: 0, to: 1 }), undefined);
    const rows = await ladder.ask.rows({ generation: 2, from: 0, to: 1 });
    assert.deepEqual(
      rows?.map(({ row }) => row),
      [1],
    );
    ladder.session.dispose();
  });

  for (const isLive of [true, false])
    it(`sorts what a slow search finds, ${isLive ? 'while a trace goes on' : 'of a capture'}`, async () => {
      const sizes = Array.from({ length: 500 }, (_, i) => 10 + ((i * 7) % 500));
      const live = await recording(
        ...sizes.map((size) => message({ peer: 7, payload: Buffer.alloc(size, 'abc') })),
      );
      live.live = isLive;
      const ladder = ladderOf(live);
      ladder.ready();
      const sort = { by: 'size', descending: true } as const;
      await ladder.ask.query({ query: query({ filter: 'text:abc', sort }) });
      await soon('all of them', () => ladder.last('show')?.length === sizes.length);
      await setTimeout(200);
      const { generation, unsorted } = ladder.last('show')!;
      assert.ok(generation < 6, `shown ${generation} times`);
      assert.equal(unsorted, 0);
      const rows = (await ladder.ask.rows({ generation, from: 0, to: 3 })) as { size: number }[];
      assert.deepEqual(
        rows.map(({ size }) => size),
        [509, 508, 507],
      );
      ladder.session.dispose();
    });

  /** One whose payloads are read slowly, when all answers are known: they would have the rows looked at again. */
  async function slowLadder(live: Recording, ms: number): Promise<LadderTester> {
    const bytes = live.capture.bytes.bind(live.capture);
    live.capture.bytes = async (...range) => {
      await setTimeout(ms);
      return bytes(...range);
    };
    const ladder = ladderOf(live);
    ladder.ready();
    const pairs = pairsOfCapture(live.capture, () => true);
    await soon('all answers', () => pairs.known === live.capture.index.length);
    await setTimeout(300);
    return ladder;
  }

  it('counts the messages that are found while the first rows of them are read', async () => {
    const many = 150_000;
    const frame = message({ peer: 7, type: 'odd', payload: Buffer.alloc(3) });
    const live = await recording(Buffer.concat(Array<Buffer>(many).fill(frame)));
    live.live = false;
    const ladder = await slowLadder(live, 500);
    ladder.told.length = 0;
    await ladder.ask.query({ query: query({ filter: 'type:odd' }) });
    const counts = () => ladder.told.findLast((told) => 'counts' in told)?.counts;
    await soon('all are found', () => counts()?.matches === many);
    await soon('all are counted', () => counts()?.shown === many);
    ladder.session.dispose();
  });

  it('sorts what is found while the first rows of it are read', async () => {
    const many = 150_000;
    const frame = message({ peer: 7, type: 'odd', payload: Buffer.alloc(3) });
    const large = message({ peer: 7, type: 'odd', payload: Buffer.alloc(400) });
    const live = await recording(Buffer.concat([...Array<Buffer>(many - 1).fill(frame), large]));
    const ladder = await slowLadder(live, 1000);
    const sort = { by: 'size', descending: true } as const;
    await ladder.ask.query({ query: query({ sort }) });
    await soon('all of them', () => ladder.last('show')?.length === many);
    const { generation, unsorted } = ladder.last('show')!;
    assert.equal(unsorted, 0);
    const [first] = (await ladder.ask.rows({ generation, from: 0, to: 1 })) as { size: number }[];
    assert.equal(first!.size, 400);
    ladder.session.dispose();
  });

  it('says where a filter is wrong, and keeps what it shows', async () => {
    const live = await recording(message({ peer: 7, type: 'tx' }));
    const ladder = ladderOf(live);
    ladder.ready({ filter: 'type:tx' });
    ladder.told.length = 0;
    const problem = await ladder.ask.query({ query: query({ filter: 'type:tx peer:x' }) });
    assert.deepEqual([problem?.from, problem?.to], [13, 14]);
    assert.deepEqual(ladder.told, [], 'nothing else is shown');
    assert.equal(ladder.session.query.filter, 'type:tx');
    ladder.session.dispose();
  });

  it('keeps what it shows while a word is written that nobody knows yet, until it is confirmed', async () => {
    const live = await recording(message({ peer: 7, type: 'tx' }));
    const ladder = ladderOf(live);
    ladder.ready();
    ladder.told.length = 0;
    const begun = query({ filter: 'type:t' });
    const problem = await ladder.ask.query({ query: begun, writing: true });
    assert.equal(problem?.findsNothing, true);
    assert.match(problem.text, /“t”/);
    assert.deepEqual(ladder.told, []);
    assert.equal(ladder.session.query.filter, '');
    // What is known and does not occur is looked for, and so is what is confirmed.
    await ladder.ask.query({ query: query({ filter: 'type:addrv2' }), writing: true });
    assert.equal(ladder.last('show')?.length, 0);
    await ladder.ask.query({ query: begun });
    assert.equal(ladder.last('show')?.query.filter, 'type:t');
    ladder.session.dispose();
  });

  it('is silent while the page is hidden, and catches up when it is back', async () => {
    const live = await recording(message({ peer: 7, type: 'tx' }));
    const ladder = ladderOf(live);
    ladder.ready();
    ladder.session.hidden();
    ladder.told.length = 0;
    await live.capture.append(message({ peer: 7, type: 'inv' }));
    await setTimeout(150);
    assert.equal(ladder.told.length, 0);
    ladder.ready();
    assert.equal(ladder.last('show')?.length, 2);
    // It asked for another view, and was hidden before it could keep that.
    await ladder.ask.query({ query: query({ filter: 'type:inv' }) });
    ladder.session.hidden();
    ladder.ready();
    assert.equal(ladder.last('show')?.length, 1);
    ladder.session.dispose();
  });

  it('finds rows, clears what came so far, and completes filters', async () => {
    const frames = ['tx', 'inv', 'tx'].map((type) => message({ peer: 7, type }));
    const ladder = ladderOf(await recording(...frames));
    ladder.ready({ filter: 'type:tx' });
    assert.deepEqual(await ladder.ask.locate({ generation: 1, row: 2 }), {
      row: 2,
      position: 1,
      exact: true,
    });
    const find = (position: number, backward: boolean) =>
      ladder.ask.find({ generation: 1, position, backward });
    assert.deepEqual(await find(1, true), { row: 0, position: 0, exact: true });
    assert.equal(await find(1, false), 'none');
    const [item] = await ladder.ask.complete({ text: 'type:i', cursor: 6 });
    assert.equal(item?.insert, 'inv');
    await ladder.ask.clear({ query: EVERYTHING });
    assert.deepEqual([ladder.last('show')?.length, ladder.last('show')?.query.from], [0, 3]);
    ladder.session.dispose();
  });

  it('shows the whole capture in stretches of time', async () => {
    const live = await recording(
      ...[0, 1, 2, 3, 99].map((ms) =>
        message({ peer: 7, timeNs: 1e9 + ms * 1e6, lost: ms === 99 ? 5 : 0 }),
      ),
    );
    const ladder = ladderOf(live);
    ladder.ready();
    const buckets = (await ladder.ask.overview({ generation: 1, buckets: 10 }))!;
    assert.equal(buckets.length, 10);
    const nothing = { matches: 0, findings: 0, bookmarks: 0 };
    assert.deepEqual(buckets[0], { ...nothing, events: 4, shown: 4, lost: 0, position: 0 });
    assert.deepEqual(buckets[9], { ...nothing, events: 1, shown: 1, lost: 5, position: 4 });
    assert.deepEqual(buckets[5], { ...nothing, events: 0, shown: 0, lost: 0, position: 4 });
    ladder.session.dispose();
  });

  it('tells the story of a hash that is followed', async () => {
    const entry = Buffer.concat([Buffer.of(1, 5, 0, 0, 0), Buffer.alloc(32, 7)]);
    const at = (ms: number) => 1e9 + ms * 1e6;
    const live = await recording(
      message({ peer: 7, type: 'inv', payload: entry, timeNs: at(0) }),
      message({ peer: 7, type: 'ping', payload: Buffer.alloc(8, 7), timeNs: at(1) }),
      message({ peer: 7, type: 'getdata', payload: entry, direction: 'outbound', timeNs: at(2) }),
      message({ peer: 8, type: 'inv', payload: entry, timeNs: at(14) }),
    );
    const ladder = ladderOf(live, { capture: '/c', peers: 'all' });
    ladder.ready({ filter: `hash:${'07'.repeat(32)}` });
    await soon('the story', () => ladder.last('story')?.story?.lines.length === 2);
    const { title, lines } = ladder.last('story')!.story!;
    assert.equal(
      title,
      'Announced first by peer 7 (of 2 peers that named it), as far as was traced, asked of peer 7, what the node did with it was not traced.',
    );
    assert.deepEqual(lines, [
      {
        peer: '7',
        address: '127.0.0.1:8333',
        announced: { row: 0, direction: 'inbound', messageType: 'inv', sinceUs: 0 },
        asked: { row: 2, direction: 'outbound', messageType: 'getdata', sinceUs: 2000 },
      },
      {
        peer: '8',
        address: '127.0.0.1:8333',
        announced: { row: 3, direction: 'inbound', messageType: 'inv', sinceUs: 14_000 },
      },
    ]);
    await ladder.ask.query({ query: EVERYTHING });
    assert.equal(ladder.last('story')?.story, undefined);
    ladder.session.dispose();
  });

  it('tells what the node did with it, as it comes', async () => {
    const live = await recordingFrom(
      path(`session${files++}`),
      EFFECTS_HELLO,
      message({ peer: 7, type: 'tx', payload: TX.payload, timeNs: 1e9 }),
      added({ txid: TX.txid, timeNs: 1e9 + 33e6 }),
    );
    const ladder = ladderOf(live, { capture: '/c', peers: 'all' });
    ladder.ready({ filter: `hash:${TX.txid}` });
    const deeds = () => ladder.last('story')?.story?.deeds ?? [];
    await soon('what it did', () => deeds().length === 1);
    assert.deepEqual(deeds(), [
      { row: 1, text: 'accepted 1,234 sat, 8.1 sat/vB', sinceUs: 33_000 },
    ]);
    await live.capture.append(
      Buffer.concat([
        blockConnected({ timeNs: 2e9 - 1000 }),
        removed('block', { txid: TX.txid, timeNs: 2e9 }),
      ]),
    );
    await soon('its end', () => deeds()[1]?.text === 'mined at height 840,123');
    assert.equal(
      ladder.last('story')?.story?.title,
      'Sent first by peer 7, without an announcement, as far as was traced, ' +
        'accepted at 8.1 sat/vB, mined at height 840,123 after 1.0 s.',
    );
    await ladder.ask.query({ query: EVERYTHING });
    assert.equal(ladder.last('story')?.story, undefined);
    // Of what no message names, too.
    await ladder.ask.query({ query: query({ filter: `hash:${OTHER_TX.txid}` }) });
    await live.capture.append(rejected('dust', { txid: OTHER_TX.txid }));
    await soon('what no message names', () => deeds()[0]?.text === 'rejected: dust');
    assert.equal(
      ladder.last('story')?.story?.title,
      'Rejected: dust (by no message that was seen).',
    );
    ladder.session.dispose();
  });

  it('follows a transaction by both its ids, whichever was pasted', async () => {
    const { payload: tx } = sessionMessages().find(
      ({ messageType, payload: each }) =>
        messageType === 'tx' &&
        new Set(mentionedHashes('tx', each).map(({ hash }) => hash)).size === 2,
    )!;
    const [txid, wtxid] = mentionedHashes('tx', tx).map(({ hash }) => hash);
    const inv = (kind: number, hash: string) =>
      Buffer.concat([Buffer.of(1, kind, 0, 0, 0), Buffer.from(hash, 'hex').reverse()]);
    const live = await recording(
      message({ peer: 7, type: 'inv', payload: inv(5, wtxid!) }),
      message({ peer: 7, type: 'tx', payload: tx }),
      message({ peer: 8, type: 'inv', payload: inv(1, txid!), direction: 'outbound' }),
    );
    for (const pasted of [txid!, wtxid!]) {
      const ladder = ladderOf(live, { capture: '/c', peers: 'all' });
      ladder.session.follow(pasted);
      ladder.ready();
      await soon('the other id', () => ladder.last('setQuery') !== undefined);
      const { query: next } = ladder.last('setQuery')!;
      assert.equal(next.filter, `hash:${txid}|${wtxid}`);
      await ladder.ask.query({ query: next });
      await soon('the story', () => ladder.last('story')?.story?.lines.length === 2);
      // What a user writes is left as it is.
      await ladder.ask.query({ query: query({ filter: `hash:${pasted}` }) });
      await setTimeout(50);
      assert.equal(ladder.told.filter(({ type }) => type === 'setQuery').length, 1);
      ladder.session.dispose();
    }
  });

  it('says when more is known of rows that it sent', async () => {
    const live = await pinged();
    const ladder = ladderOf(live);
    ladder.ready();
    assert.equal((await ladder.ask.rows({ generation: 1, from: 0, to: 1 }))?.length, 1);
    await live.capture.append(message({ peer: 7, type: 'pong', payload }));
    await soon('the answer', () => ladder.last('stale') !== undefined);
    ladder.session.dispose();
  });

  it('says so too where the page has asked for further rows since', async () => {
    const live = await pinged();
    const ladder = ladderOf(live);
    ladder.session.prepare();
    await soon('what is shown first', () => ladder.last('show')?.first !== undefined);
    await live.capture.append(
      Buffer.concat([message({ peer: 7, type: 'pong', payload }), message({ peer: 7 })]),
    );
    await soon('the answer', () => ladder.session.pairOf(0).answer === 1);
    ladder.ready();
    // Of these, nothing more is to be known.
    await ladder.ask.rows({ generation: 1, from: 2, to: 3 });
    await soon('the answer, told', () => ladder.last('stale') !== undefined);
    ladder.session.dispose();
  });

  it('says so too of rows that were read before the page was loaded', async () => {
    const live = await pinged();
    const ladder = ladderOf(live);
    ladder.session.prepare();
    await soon('what is shown first', () => ladder.last('show')?.first !== undefined);
    await live.capture.append(message({ peer: 7, type: 'pong', payload }));
    await soon('the answer', () => ladder.session.pairOf(0).answer === 1);
    ladder.ready();
    await soon('the answer, told', () => ladder.last('stale') !== undefined);
    ladder.session.dispose();
  });

  it('sends what is shown first to a page that is still being loaded, and goes on when it is', async () => {
    const live = await recording(message({ peer: 7, type: 'tx' }));
    const ladder = ladderOf(live);
    ladder.session.prepare();
    await soon('the first picture', () => ladder.last('show') !== undefined);
    assert.deepEqual(
      ladder.last('show')?.first?.rows.map(({ row }) => row),
      [0],
    );
    await live.capture.append(message({ peer: 7, type: 'inv' }));
    await setTimeout(250);
    assert.equal(ladder.told.length, 1, 'nobody listens yet');
    ladder.ready();
    // Should it have been lost on the way; the page shows a generation once.
    await soon('the same again', () => ladder.told.length > 1);
    assert.equal(ladder.last('show')?.generation, 1);
    assert.equal(ladder.last('show')?.first, undefined);
    await soon('what came meanwhile', () => ladder.last('grown')?.length === 2);
    ladder.session.dispose();
  });

  it('sends nothing first where another view is asked for meanwhile', async () => {
    const live = await recording(message({ peer: 7, type: 'tx' }));
    const ladder = ladderOf(live);
    ladder.session.prepare();
    ladder.session.ask(query({ filter: 'type:inv' }));
    await setTimeout(100);
    assert.equal(ladder.told.length, 0);
    ladder.ready();
    await soon('the view', () => ladder.last('show')?.query.filter === 'type:inv');
    ladder.session.dispose();
  });

  it('shows anew what was sent to a page that was hidden before it was loaded', async () => {
    const ladder = ladderOf(await recording(message({ peer: 7, type: 'tx' })));
    ladder.session.prepare();
    await soon('the first picture', () => ladder.last('show') !== undefined);
    ladder.session.hidden();
    ladder.ready();
    await soon('another', () => ladder.last('show')?.generation === 2);
    ladder.session.dispose();
  });

  it('hands on what others do', async () => {
    const ladder = ladderOf(await recording(message({ peer: 7 })));
    void ladder.tell.inspect({ row: 3, width: 700 });
    void ladder.tell.select({ row: 4, from: 4, to: 5, follows: true });
    void ladder.tell.savedFilters({ query: query({ filter: 'tx' }) });
    void ladder.tell.run({ command: 'copyAsText' });
    assert.deepEqual(handed, [3, -4, 'tx', 'copyAsText']);
    ladder.session.dispose();
  });

  it('says that a filter cannot read the file, and what to do', async () => {
    const live = await recording(message({ peer: 7, type: 'tx', payload: Buffer.alloc(60) }));
    const ladder = ladderOf(live);
    ladder.ready();
    assert.equal(ladder.last('show')?.problem, '');
    live.capture.bytes = () => Promise.reject(new Error('EIO: i/o error, read'));
    await ladder.ask.query({ query: query({ filter: 'word' }) });
    assert.match(
      ladder.last('show')!.problem,
      /^The filter stopped, .*EIO: i\/o error, read\. .*Change the filter/,
    );
    ladder.session.dispose();
  });

  it('keeps what it shows until a filter has found something', async () => {
    const live = await recording(message({ peer: 7, type: 'tx' }), message({ peer: 7 }));
    const ladder = ladderOf(live);
    ladder.ready({ filter: 'type:tx' });
    const shown = () => ladder.last('show')!.query.filter;
    const bytes = live.capture.bytes.bind(live.capture);
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    live.capture.bytes = async (...range) => {
      await held;
      return bytes(...range);
    };
    const first = ladder.ask.query({ query: query({ filter: 'hex:00' }) });
    const second = ladder.ask.query({ query: query({ filter: 'hex:ff' }) });
    // The first is of no interest any more.
    await first;
    assert.equal(shown(), 'type:tx');
    assert.equal(ladder.session.query.filter, 'hex:ff');
    assert.deepEqual((await ladder.ask.locate({ generation: 1, row: 0 }))?.exact, true);
    release();
    await second;
    assert.deepEqual([shown(), ladder.last('show')?.length], ['hex:ff', 0]);
    ladder.session.dispose();
  });

  it('sends with a view the rows around what stays, and where that is', async () => {
    const types = Array.from({ length: 400 }, (_, i) => (i % 2 === 0 ? 'tx' : 'inv'));
    const live = await recording(...types.map((type) => message({ peer: 7, type })));
    const ladder = ladderOf(live);
    ladder.ready();
    const asked = async (around: ViewQuery['around'], part: Partial<LadderQuery> = {}) => {
      await ladder.ask.query({ query: query({ filter: 'type:tx', ...part }), around });
      const { first, located } = ladder.last('show')!;
      return { at: first!.from, row: first!.rows[0]!.row, count: first!.rows.length, located };
    };
    const place = { row: 220, position: 110, exact: true };
    // Blocks of 50 rows, up to 60 below the top of the window: position 110, with 5 rows above it.
    const expected = { at: 100, row: 200, count: 65, located: place };
    assert.deepEqual(await asked({ row: 220, above: 5 }), expected);
    // A row that the filter hides is where the next one is.
    const hidden = { ...place, row: 219, exact: false };
    assert.deepEqual(await asked({ row: 219, above: 5 }), { ...expected, located: hidden });
    assert.equal((await asked('end')).at, 100);
    assert.equal((await asked(undefined)).at, 0);
    const sort = { by: 'size', descending: true } as const;
    assert.equal((await asked(undefined, { sort })).at, 0);
    ladder.session.dispose();
  });

  it('finds the next match once it was looked for, not only what is known', async () => {
    const live = await recording(
      message({ peer: 7, type: 'tx' }),
      message({ peer: 7, type: 'odd', payload: Buffer.from('word') }),
    );
    const ladder = ladderOf(live);
    const bytes = live.capture.bytes.bind(live.capture);
    live.capture.bytes = async (...range) => {
      await setTimeout(100);
      return bytes(...range);
    };
    ladder.ready({ filter: 'hex:776f7264', find: true });
    const { generation } = ladder.last('show')!;
    const next = await ladder.ask.find({ generation, position: -1, backward: false });
    assert.deepEqual(next, { row: 1, position: 1, exact: true });
    assert.equal(await ladder.ask.find({ generation, position: 1, backward: false }), 'none');
    ladder.session.dispose();
  });

  it('says that rows were found which it sent before the search came to them', async () => {
    const live = await recording(
      message({ peer: 7, type: 'odd', payload: Buffer.from('word') }),
      message({ peer: 7, type: 'tx' }),
    );
    const ladder = ladderOf(live);
    ladder.ready();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const bytes = live.capture.bytes.bind(live.capture);
    live.capture.bytes = async (...range) => {
      await held;
      return bytes(...range);
    };
    const asked = ladder.ask.query({ query: query({ filter: 'hex:776f7264', find: true }) });
    release();
    await asked;
    const shown = ladder.last('show')!;
    const matches = (rows: readonly LadderRow[] = []) => rows.map(({ match }) => match);
    if (!matches(shown.first?.rows)[0])
      await soon('news', () => ladder.last('stale') !== undefined);
    const { generation } = shown;
    assert.deepEqual(matches(await ladder.ask.rows({ generation, from: 0, to: 2 })), [true, false]);
    ladder.session.dispose();
  });

  it('says what of a filter finds nothing, until it occurs', async () => {
    const live = await recording(message({ peer: 7, type: 'tx' }));
    const ladder = ladderOf(live);
    ladder.ready({ filter: 'type:tx,getdta,odd' });
    assert.deepEqual(
      ladder.last('show')?.hints.map(({ from, instead }) => [from, instead]),
      [
        [8, 'getdata'],
        [15, undefined],
      ],
    );
    await live.capture.append(message({ peer: 7, type: 'odd' }));
    await soon('one hint less', () => ladder.last('grown')?.hints.length === 1);
    ladder.session.dispose();
  });

  it('says that there is no such peer', async () => {
    const live = await recording(message({ peer: 7 }));
    const ladder = ladderOf(live, { ...source, peers: [{ pid: 4242, peer: 8 }] });
    ladder.ready();
    assert.equal(ladder.told[0]?.type, 'gone');
    ladder.session.dispose();
  });

  it('copies rows as text, hex and JSON', async () => {
    const live = await recording(
      message({ peer: 7, type: 'ping', payload: Buffer.alloc(8, 1), timeNs: 1_500_000_000 }),
      connection(EventKind.ClosedConnection, { peer: 7, timeNs: 2_000_000_000 }),
    );
    const copied = async (rows: number[], format: TextFormat) =>
      (await copyRows(live.capture, rows, format)).text;
    assert.equal(
      await copied([0, 1], textFormat),
      '2023-11-14T22:13:20.500000Z ← peer 7 127.0.0.1:8333  ping 0x0101010101010101 (8 bytes)\n' +
        '2023-11-14T22:13:21.000000Z ← peer 7 127.0.0.1:8333  disconnected',
    );
    assert.equal(await copied([0, 1], hexFormat), '0101010101010101');
    const [ping] = JSON.parse(await copied([0], jsonArrayFormat)) as Record<string, unknown>[];
    assert.deepEqual(
      [ping?.message_type, ping?.bytes, ping?.peer, ping?.row],
      ['ping', '0101010101010101', 7, 0],
    );
  });

  it('says how many rows a clipboard took', async () => {
    const block = (timeNs: number) =>
      message({ peer: 7, type: 'block', payload: Buffer.alloc(4_000_000), timeNs });
    const live = await recording(...[1, 2, 3, 4, 5].map(block));
    const rows = [0, 1, 2, 3, 4];
    const { text, count } = await copyRows(live.capture, rows, hexFormat);
    assert.equal(count, 4);
    assert.equal(text.split('\n').length, 4);
    assert.equal((await copyRows(live.capture, rows, textFormat)).count, 5);
  });
});

describe('sourceOfState', () => {
  it('reads what a ladder kept, of an earlier version too, and nothing else', () => {
    assert.deepEqual(sourceOfState({ source, follow: true }), source);
    assert.deepEqual(sourceOfState({ source: { capture: '/c', pid: 4242, peer: 7 } }), source);
    const all = { capture: '/c', peers: 'all' };
    assert.deepEqual(sourceOfState({ source: all }), all);
    for (const kept of [{}, { capture: 1 }, { capture: '/c', peers: [] }, { capture: '/c' }])
      assert.equal(sourceOfState({ source: kept }), undefined);
    for (const state of [undefined, null, 'x', {}]) assert.equal(sourceOfState(state), undefined);
  });

  it('tells sources apart, in any order of their peers', () => {
    const two = (...peers: number[]): LadderSource => ({
      capture: '/c',
      peers: peers.map((peer) => ({ pid: 1, peer })),
    });
    assert.ok(isSameSource(two(1, 2), two(2, 1)));
    assert.ok(!isSameSource(two(1, 2), two(1)));
    assert.ok(!isSameSource(two(1), { capture: '/c', peers: 'all' }));
  });
});
