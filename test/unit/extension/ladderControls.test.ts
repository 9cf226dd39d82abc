import assert from 'node:assert/strict';
import { Capture } from '../../../src/capture/capture';
import { BookmarkMemory } from '../../../src/extension/ladder/bookmarkMemory';
import { copyPython } from '../../../src/extension/ladder/copyPython';
import { temporaryDirectory } from '../support/directory';
import { hello, message, misbehaving } from '../support/frames';
import { ladderOf, LadderTester, soon } from './ladderSupport';
import { recordingOf } from './support';

const at = (ms: number): number => 1e9 + ms * 1e6;

describe('what is around the rows of a ladder', () => {
  const path = temporaryDirectory();
  let files = 0;
  const recording = (...frames: Buffer[]) => recordingOf(path(`controls${files++}`), ...frames);

  it('counts messages, whatever spacing, notes and filters do to the rows', async () => {
    const live = await recording(
      message({ peer: 1, type: 'inv', timeNs: at(0) }),
      misbehaving('bad', { peer: 1, timeNs: at(1) }),
      message({ peer: 1, type: 'ping', timeNs: at(500) }),
      message({ peer: 2, type: 'ping', timeNs: at(600) }),
    );
    const all = { shown: 3, of: 3, matches: 0 };
    assert.deepEqual(ladderOf(live).growth.counts, all);
    const spaced = ladderOf(live, { msPerRow: 10 });
    assert.ok(spaced.growth.length > 4);
    assert.deepEqual(spaced.growth.counts, all);
    assert.equal(spaced.count, 4);
    assert.deepEqual(spaced.all, [0, 1, 2, 3]);
    const filtered = ladderOf(live, { filter: 'type:ping' });
    assert.deepEqual(filtered.growth.counts, { shown: 2, of: 3, matches: 2 });
    const found = ladderOf(live, { filter: 'type:ping', find: true, msPerRow: 10 });
    assert.deepEqual(found.growth.counts, { shown: 3, of: 3, matches: 2 });
    assert.deepEqual(
      [0, 1, 2, 3].map((row) => found.nth(row)),
      [0, 0, 1, 2],
    );
    const ofOne = ladderOf(live, {}, [{ pid: 4242, peer: 2 }]);
    assert.deepEqual(ofOne.growth.counts, { shown: 1, of: 1, matches: 0 });
  });

  it('goes on counting what arrives, and says it', async () => {
    const live = await recording(message({ peer: 1 }));
    const ladder = new LadderTester(live, { capture: '/c', peers: 'all' });
    ladder.ready();
    await live.capture.append(message({ peer: 1, type: 'ping' }));
    await soon('the counts', () => ladder.last('grown')?.counts.of === 2);
    ladder.session.dispose();
  });

  it('has an overview of the view’s own time, with the rest, what is found, and what is amiss', async () => {
    const live = await recording(
      message({ peer: 1, type: 'tx', timeNs: at(0) }),
      message({ peer: 1, type: 'inv', timeNs: at(1000) }),
      message({ peer: 2, type: 'tx', timeNs: at(1100) }),
      misbehaving('bad', { peer: 1, timeNs: at(1900) }),
      message({ peer: 1, type: 'inv', timeNs: at(1999) }),
      message({ peer: 1, type: 'tx', timeNs: at(60_000) }),
    );
    await live.capture.bookmark(1, 'here');
    const ladder = new LadderTester(live, { capture: '/c', peers: 'all' });
    ladder.ready({ filter: 'type:inv' });
    const { generation } = ladder.last('show')!;
    const buckets = (await ladder.ask.overview({ generation, buckets: 2 }))!;
    assert.deepEqual(buckets, [
      { events: 2, shown: 1, matches: 0, findings: 0, bookmarks: 1, lost: 0, position: 0 },
      { events: 2, shown: 1, matches: 0, findings: 1, bookmarks: 0, lost: 0, position: 1 },
    ]);
    ladder.session.dispose();
    const finding = new LadderTester(live, { capture: '/c', peers: 'all' });
    finding.ready({ filter: 'type:inv', find: true });
    const whole = (await finding.ask.overview({ generation: 1, buckets: 1 }))![0]!;
    assert.deepEqual([whole.events, whole.shown, whole.matches], [6, 6, 2]);
    finding.session.dispose();
  });

  it('shows a bookmark in its row at once', async () => {
    const live = await recording(message({ peer: 1 }), message({ peer: 1 }));
    const ladder = new LadderTester(live, { capture: '/c', peers: 'all' });
    ladder.ready();
    await live.capture.bookmark(1, 'look');
    assert.equal(ladder.last('stale')?.generation, 1);
    const rows = (await ladder.ask.rows({ generation: 1, from: 0, to: 2 }))!;
    assert.deepEqual(
      rows.map(({ bookmark }) => bookmark),
      [undefined, 'look'],
    );
    ladder.session.dispose();
  });

  it('remembers bookmarks of a capture that cannot be written', async () => {
    const file = path('foreign');
    const { writeFileSync } = await import('node:fs');
    writeFileSync(file, Buffer.concat([hello, message({ timeNs: at(1) }), Buffer.alloc(3)]));
    const kept = new Map<string, unknown>();
    const store = {
      get: (key: string) => kept.get(key),
      update: (key: string, value: unknown) => Promise.resolve(void kept.set(key, value)),
    };
    const first = await Capture.open(file);
    new BookmarkMemory(store).remember(first, 0, 'mine');
    await first.close();
    const second = await Capture.open(file);
    new BookmarkMemory(store).restore(second);
    assert.equal(second.bookmarks.textOf(0), 'mine');
    await second.close();
    kept.set('ladder.bookmarks', [['/c', [{ row: -1 }]], 7, [file, 'x']]);
    const third = await Capture.open(file);
    new BookmarkMemory(store).restore(third);
    assert.deepEqual(third.bookmarks.all, []);
    await third.close();
  });

  it('copies messages as Python, and nothing for what is none', async () => {
    const live = await recording(
      message({ peer: 1, type: 'ping', payload: Buffer.alloc(8, 1) }),
      misbehaving('bad', { peer: 1 }),
      message({ peer: 1, type: 'verack' }),
    );
    const { text, count } = await copyPython(live.capture, [0, 1, 2]);
    assert.equal(count, 3);
    assert.match(text, /msg_ping/);
    assert.match(text, /msg_verack/);
    assert.deepEqual(await copyPython(live.capture, [1]), { text: '', count: 1 });
  });

  it('keeps a reason that a peer misbehaved for when a later time has none', async () => {
    const live = await recording(
      misbehaving('headers do not connect', { peer: 1 }),
      misbehaving('', { peer: 1 }),
    );
    assert.equal(live.peers.peers[0]!.misbehaving, 'headers do not connect');
    await live.capture.append(misbehaving('worse', { peer: 1 }));
    assert.equal(live.peers.peers[0]!.misbehaving, 'worse');
  });
});
