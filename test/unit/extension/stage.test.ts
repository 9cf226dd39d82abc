import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { Recordings } from '../../../src/extension/captures/recordings';
import { Stage } from '../../../src/extension/captures/stage';
import { PeersSections } from '../../../src/extension/peers/peersSections';
import { temporaryDirectory } from '../support/directory';
import { hello, message } from '../support/frames';
import { noSource } from '../support/noSource';

const ARRANGEMENT = { order: 'id', hideClosed: false } as const;

describe('the stage', () => {
  const path = temporaryDirectory();
  let recordings: Recordings;
  let stage: Stage;

  before(() => {
    for (const name of ['a', 'b']) {
      const frames = [message({ peer: 1, address: `${name}:1` }), message({ peer: 2 })];
      writeFileSync(path(name), Buffer.concat([hello, ...frames]));
    }
  });
  beforeEach(() => {
    recordings = new Recordings(noSource);
    stage = new Stage(recordings);
  });
  afterEach(async () => {
    stage.dispose();
    await recordings.close();
  });

  async function trace(name: string) {
    const lease = await recordings.create(path(name), { overwrite: true });
    await lease.recording.capture.append(Buffer.concat([hello, message({ peer: 9 })]));
    return lease;
  }

  it('has every capture that a view has open, and lets go of it with its last view', async () => {
    const first = await recordings.open(path('a'));
    const second = await recordings.open(path('b'));
    const again = await recordings.open(path('b'));
    assert.deepEqual(stage.all, [first.recording, second.recording]);
    assert.equal(stage.recording, first.recording);
    stage.focus(second.recording);
    assert.equal(stage.recording, second.recording);
    second.dispose();
    assert.equal(stage.recording, second.recording);
    again.dispose();
    assert.deepEqual(stage.all, [first.recording]);
    assert.equal(stage.recording, first.recording);
    first.dispose();
    assert.equal(stage.recording, undefined);
  });

  it('does not show a trace that is being started, nor one whose start failed', async () => {
    const starting = await trace('starting');
    assert.deepEqual(stage.all, []);
    stage.show(starting);
    assert.deepEqual(stage.all, [starting.recording]);
    assert.equal(stage.trace, starting.recording);
  });

  it('keeps a trace that has ended, until the next one', async () => {
    const first = await trace('first');
    stage.show(first);
    first.recording.end(true);
    const view = await recordings.open(path('a'));
    stage.focus(view.recording);
    assert.deepEqual(stage.all, [first.recording, view.recording]);
    const second = await trace('second');
    stage.show(second);
    assert.equal(stage.recording, second.recording);
    assert.deepEqual(stage.all, [second.recording, view.recording]);
    stage.release(second.recording);
    assert.deepEqual(stage.all, [view.recording]);
    view.dispose();
  });

  it('keeps the capture that a command opened last', async () => {
    stage.keep(await recordings.open(path('a')));
    stage.keep(await recordings.open(path('b')));
    assert.deepEqual(
      stage.all.map(({ capture }) => capture.path),
      [path('b')],
    );
    stage.show(await trace('third'));
    assert.equal(stage.all.length, 1);
  });

  it('tells of every change once it holds, and of every end', async () => {
    const seen: (string | undefined)[] = [];
    stage.onDidChange(() => seen.push(stage.recording?.capture.path));
    const lease = await trace('told');
    stage.show(lease);
    lease.recording.end(true);
    assert.deepEqual(seen.slice(-2), [path('told'), path('told')]);
    stage.release(lease.recording);
    assert.equal(seen.at(-1), undefined);
  });

  describe('in the Peers view', () => {
    let sections: PeersSections;
    beforeEach(() => {
      sections = new PeersSections();
      stage.onDidChange(() => sections.follow(stage.all));
    });
    const rows = () => sections.rows(ARRANGEMENT, stage.recording);
    const shape = () => rows().map(({ kind, level, label }) => `${level} ${kind} ${label}`);

    it('is one tree, and one for each of several below a row of its own', async () => {
      const first = await recordings.open(path('a'));
      const alone = rows();
      assert.deepEqual(shape(), ['1 node bitcoind', '2 peer a:1', '2 peer 127.0.0.1:8333']);
      const second = await recordings.open(path('b'));
      stage.focus(second.recording);
      assert.deepEqual(shape(), [
        '1 recording a',
        '2 node bitcoind',
        '3 peer a:1',
        '3 peer 127.0.0.1:8333',
        '1 recording b',
        '2 node bitcoind',
        '3 peer b:1',
        '3 peer 127.0.0.1:8333',
      ]);
      // What was selected stays selected.
      const ids = rows().map(({ id }) => id);
      for (const { id } of alone) assert.ok(ids.includes(id), id);
      assert.equal(new Set(ids).size, ids.length);
      const heads = rows().filter(({ kind }) => kind === 'recording');
      assert.deepEqual(
        heads.map(({ speech }) => speech.endsWith('in front')),
        [false, true],
      );
      sections.toggle(heads[0]!.id, false);
      assert.equal(rows().length, 5);
      sections.reveal(first.recording);
      assert.equal(rows().length, 8);
      first.dispose();
      assert.deepEqual(shape(), ['1 node bitcoind', '2 peer b:1', '2 peer 127.0.0.1:8333']);
      second.dispose();
      assert.deepEqual(rows(), []);
    });

    it('knows of each row whose it is', async () => {
      const first = await recordings.open(path('a'));
      const second = await recordings.open(path('b'));
      for (const { id, kind, label } of rows()) {
        const placed = sections.element(id)!;
        assert.equal(placed.element.kind, kind);
        if (label === 'a:1') assert.equal(placed.recording, first.recording);
        if (label === 'b:1') assert.equal(placed.recording, second.recording);
      }
      assert.equal(sections.element('7/4242'), undefined);
      first.dispose();
      second.dispose();
    });

    it('tells files of one name apart, and a live trace by its rows', async () => {
      const other = path('folder/a');
      writeFileSync(path('a2'), Buffer.concat([hello, message()]));
      const first = await recordings.open(path('a'));
      stage.show(await trace('live'));
      const live = rows().filter(({ tracing }) => tracing);
      assert.deepEqual(
        live.map(({ kind }) => kind),
        ['recording', 'node', 'peer'],
      );
      assert.equal(live[0]!.label, 'Live trace');
      // Its ages go on; those of a capture stand still.
      const peers = rows().filter(({ kind }) => kind === 'peer');
      assert.deepEqual(
        peers.map(({ nowMs, tracing }) => nowMs === undefined && tracing),
        [true, false, false],
      );
      assert.ok(other.endsWith('folder/a'));
      first.dispose();
    });

    it('gives new figures of each of them, once', async () => {
      const lease = await trace('grows');
      stage.show(lease);
      const view = await recordings.open(path('a'));
      rows();
      assert.deepEqual(sections.changed(), []);
      await lease.recording.capture.append(message({ peer: 9 }));
      assert.ok(!sections.restructured);
      const changed = sections.changed();
      assert.deepEqual(
        changed.map(({ kind }) => kind),
        ['node', 'peer'],
      );
      assert.deepEqual(sections.changed(), []);
      await lease.recording.capture.append(message({ peer: 10 }));
      assert.ok(sections.restructured);
      view.dispose();
    });
  });
});
