import assert from 'node:assert/strict';
import { RecentCaptures } from '../../../src/extension/captures/recentCaptures';
import { Capture } from '../../../src/capture/capture';
import { showCapture } from '../../../src/extension/captures/captureCommands';
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
