import assert from 'node:assert/strict';
import { RecentCaptures } from '../../../src/extension/captures/recentCaptures';
import { Capture } from '../../../src/capture/capture';
import { saveCapture, showCapture } from '../../../src/extension/captures/captureCommands';
import { Recordings } from '../../../src/extension/captures/recordings';
import { Stage } from '../../../src/extension/captures/stage';
import type { Dialogs } from '../../../src/extension/host/dialogs';
import { temporaryDirectory } from '../support/directory';
import { hello, message } from '../support/frames';
import { noSource } from '../support/noSource';

describe('showCapture', () => {
  const path = temporaryDirectory();
  const recordings = new Recordings(noSource);
  after(() => recordings.close());

  before(async () => {
    for (const name of ['traced', 'saved']) {
      const capture = await Capture.create(path(name));
      await capture.append(Buffer.concat([hello, message()]));
      await capture.close();
    }
  });

  /** A window, with the captures that it opened views of and what it said. */
  async function windowOf({ tracing, button }: { tracing: boolean; button?: string }) {
    const stage = new Stage();
    if (tracing) stage.show(await recordings.open(path('traced')));
    const opened: string[] = [];
    const said: string[] = [];
    let runs = tracing;
    const dialogs = {
      inform: (text, buttons) => {
        said.push(text);
        return Promise.resolve(buttons.find((each) => each === button));
      },
    } as Pick<Dialogs, 'inform'> as Dialogs;
    const deps = {
      stage,
      recordings,
      recent: new RecentCaptures({ get: () => undefined, update: () => Promise.resolve() }),
      dialogs: () => dialogs,
      tracing: () => runs,
      stop: () => Promise.resolve(void (runs = false)),
      focusPeers: () => Promise.resolve(),
      openFirst: ({ capture }: { capture: { path: string } }) =>
        Promise.resolve(void opened.push(capture.path)),
    };
    return { deps, stage, opened, said, tracing: () => runs };
  }

  it('shows the peers of a capture, and the view that is looked at first', async () => {
    const { deps, stage, opened, said } = await windowOf({ tracing: false });
    await showCapture(path('saved'), deps);
    assert.equal(stage.recording?.capture.path, path('saved'));
    assert.deepEqual(opened, [path('saved')]);
    assert.deepEqual(said, []);
    stage.dispose();
  });

  it('opens it beside a trace, which goes on', async () => {
    const { deps, stage, opened, said, tracing } = await windowOf({ tracing: true });
    await showCapture(path('saved'), deps);
    assert.deepEqual(opened, [path('saved')]);
    assert.equal(stage.recording?.capture.path, path('traced'));
    assert.ok(tracing());
    assert.deepEqual(said, [
      'saved is open beside the running trace, whose peers the Peers view goes on showing.',
    ]);
    stage.dispose();
  });

  it('stops the trace when that is chosen', async () => {
    const button = 'Stop the Trace and Show Its Peers';
    const { deps, stage, tracing } = await windowOf({ tracing: true, button });
    await showCapture(path('saved'), deps);
    assert.equal(stage.recording?.capture.path, path('saved'));
    assert.ok(!tracing());
    stage.dispose();
    assert.deepEqual(recordings.paths, []);
  });

  it('leaves all as it is when it cannot be read', async () => {
    const { deps, stage, opened } = await windowOf({ tracing: true });
    await assert.rejects(showCapture(path('missing'), deps), { code: 'unreadable-capture' });
    assert.deepEqual(opened, []);
    assert.equal(stage.recording?.capture.path, path('traced'));
    stage.dispose();
  });
});

describe('saveCapture', () => {
  const path = temporaryDirectory();
  const recordings = new Recordings(noSource);
  after(() => recordings.close());

  /** What is said when a recording is saved. */
  async function saved(name: string, { live = false, cancel = false } = {}) {
    const lease = await recordings.create(path(name));
    await lease.recording.capture.append(Buffer.concat([hello, message()]));
    if (!live) lease.recording.end(true);
    const stage = new Stage();
    stage.show(lease);
    const said: string[] = [];
    const kept: unknown[] = [];
    const dialogs = {
      pick: (_title, _hint, [first]) => Promise.resolve(first?.value),
      saveFile: () => Promise.resolve(path('saved')),
      inform: (text, buttons) => {
        said.push(text, ...buttons);
        return Promise.resolve(undefined);
      },
      progress: (_title, work) =>
        work(() => undefined, cancel ? AbortSignal.abort() : new AbortController().signal),
    } as Pick<Dialogs, 'pick' | 'saveFile' | 'inform' | 'progress'> as Dialogs;
    const update = (_key: string, value: unknown) => Promise.resolve(void kept.push(value));
    const recent = new RecentCaptures({ get: () => undefined, update });
    await saveCapture({ stage, recent, dialogs: () => dialogs });
    stage.dispose();
    return { said, kept };
  }

  it('says where the file is, and how large', async () => {
    const { said, kept } = await saved('over');
    assert.equal(said.length, 1);
    assert.match(said[0]!, /^The capture is saved in \/.*\/saved \(\d+ B\)\.$/);
    assert.deepEqual(kept, [[path('saved')]]);
  });

  it('says of a trace that goes on that the file does not', async () => {
    const { said } = await saved('live', { live: true });
    assert.match(said[0]!, /The trace goes on: what comes from now on is not in it\.$/);
  });

  it('says nothing, and keeps no name, when it is cancelled', async () => {
    assert.deepEqual(await saved('cancelled', { cancel: true }), { said: [], kept: [] });
  });
});
