import assert from 'node:assert/strict';
import { RecentCaptures, shortFolder } from '../../../src/extension/captures/recentCaptures';
import { Capture } from '../../../src/capture/capture';
import type { CorePeer } from '../../../src/capture/sources/corePeers';
import {
  openMessageCapture,
  saveCapture,
  showCapture,
  type CaptureDependencies,
} from '../../../src/extension/captures/captureCommands';
import type { KeptFilter } from '../../../src/shared/frames/annotations';
import { Recordings, type Lease } from '../../../src/extension/captures/recordings';
import { Stage } from '../../../src/extension/captures/stage';
import type { Dialogs, PickItem } from '../../../src/extension/host/dialogs';
import { coreRecord, writeFiles } from '../support/coreFiles';
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

  /** A window, with the captures that it opened views of, which hold them until `close`. */
  async function windowOf({ tracing }: { tracing: boolean }) {
    const stage = new Stage(recordings);
    if (tracing) stage.show(await recordings.create(path('traced'), { overwrite: true }));
    const opened: string[] = [];
    const views: Lease[] = [];
    const deps: CaptureDependencies = {
      stage,
      recordings,
      recent: new RecentCaptures({ get: () => undefined, update: () => Promise.resolve() }),
      dialogs: () => ({}) as Dialogs,
      filtersOf: () => [],
      focusPeers: () => Promise.resolve(),
      openFirst: async ({ capture }) => {
        views.push(await recordings.open(capture.path));
        opened.push(capture.path);
      },
    };
    const close = (): void => {
      for (const view of views.splice(0)) view.dispose();
    };
    return { deps, stage, opened, close };
  }
  const paths = ({ all }: Stage): string[] => all.map(({ capture }) => capture.path);

  it('shows the peers of a capture, and the view that is looked at first', async () => {
    const { deps, stage, opened, close } = await windowOf({ tracing: false });
    await showCapture(path('saved'), deps);
    assert.equal(stage.recording?.capture.path, path('saved'));
    assert.deepEqual(opened, [path('saved')]);
    close();
    assert.equal(stage.recording.capture.path, path('saved'), 'its tree stays');
    stage.release(stage.recording);
    assert.equal(stage.recording, undefined);
    assert.deepEqual(recordings.paths, []);
    stage.dispose();
  });

  it('opens it beside a trace, which stays with its tree', async () => {
    const { deps, stage, close } = await windowOf({ tracing: true });
    await showCapture(path('saved'), deps);
    assert.deepEqual(paths(stage), [path('traced'), path('saved')]);
    assert.equal(stage.recording?.capture.path, path('saved'));
    assert.equal(stage.trace?.capture.path, path('traced'));
    close();
    assert.deepEqual(paths(stage), [path('traced')]);
    assert.equal(stage.recording, stage.trace);
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

interface SaveHow {
  live?: boolean;
  cancel?: boolean;
  note?: string;
  names?: Record<string, string>;
  filters?: KeptFilter[];
}

describe('openMessageCapture', () => {
  const path = temporaryDirectory();
  const ping = coreRecord({ timeUs: 1.7e15, type: 'ping', payload: Buffer.alloc(8) });
  const capture = (): string => path('message_capture');

  /** Opens a directory. @param choose Which peers, by their addresses. */
  async function opened(directory: string, choose?: (addresses: string[]) => string[] | undefined) {
    const recordings = new Recordings(() => Promise.resolve(path(`spool-${spools++}`)));
    const stage = new Stage(recordings);
    const kept: unknown[] = [];
    const recent = new RecentCaptures({
      get: () => kept.at(-1),
      update: (_, value) => Promise.resolve(void kept.push(value)),
    });
    const asked: string[] = [];
    const dialogs = {
      openFile: () => Promise.resolve(directory),
      pickMany: (_: string, what: string, items: PickItem<CorePeer>[]) => {
        asked.push(...items.map(({ label, description }) => `${label}, ${description}`));
        const chosen = choose?.(items.map(({ label }) => label));
        return Promise.resolve(
          chosen && items.filter(({ label }) => chosen.includes(label)).map(({ value }) => value),
        );
      },
    } as unknown as Dialogs;
    await openMessageCapture({
      stage,
      recordings,
      recent,
      dialogs: () => dialogs,
      filtersOf: () => [],
      focusPeers: () => Promise.resolve(),
      openFirst: () => Promise.resolve(),
    });
    const { recording } = stage;
    if (recording?.live) await new Promise<void>((resolve) => recording.onDidEnd(() => resolve()));
    const addresses = recording?.peers.peers.map(({ identity }) => identity.address);
    const about = recording?.about;
    const names = (await recent.list()).map(({ name, folder }) => [name, folder]);
    stage.dispose();
    await recordings.close();
    return { asked, addresses, about, names };
  }
  let spools = 0;

  before(() => {
    writeFiles(capture(), {
      'a_1/msgs_recv.dat': ping,
      'a_1/msgs_sent.dat': ping,
      'b_2/msgs_recv.dat': ping,
      'c_3/msgs_recv.dat': ping,
    });
  });

  it('asks of which peers, and opens those', async () => {
    const { asked, addresses, about, names } = await opened(capture(), () => ['a:1', 'c:3']);
    assert.deepEqual(asked, ['a:1, 64 B', 'b:2, 32 B', 'c:3, 32 B']);
    assert.deepEqual(addresses, ['a:1', 'c:3']);
    assert.equal(about, 'read from 2 peers of message_capture');
    assert.deepEqual(names, [['2 peers of message_capture', shortFolder(capture())]]);
  });

  it('opens all, and one alone', async () => {
    const all = await opened(capture(), (each) => each);
    assert.deepEqual(all.addresses, ['a:1', 'b:2', 'c:3']);
    assert.equal(all.about, 'read from message_capture');
    const one = await opened(capture(), () => ['b:2']);
    assert.deepEqual(one.addresses, ['b:2']);
    assert.equal(one.about, 'read from b_2');
  });

  it('asks nothing where there is one, and opens nothing where none is chosen', async () => {
    const { asked, addresses } = await opened(path('message_capture/b_2'));
    assert.deepEqual(asked, []);
    assert.deepEqual(addresses, ['b:2']);
    assert.equal((await opened(capture())).addresses, undefined);
    assert.equal((await opened(capture(), () => [])).addresses, undefined);
  });
});

describe('saveCapture', () => {
  const path = temporaryDirectory();
  const recordings = new Recordings(noSource);
  after(() => recordings.close());

  /** What is said when a recording is saved. */
  async function saved(name: string, how: SaveHow = {}) {
    const { live = false, cancel = false, note = '', names = {}, filters = [] } = how;
    const lease = await recordings.create(path(name));
    await lease.recording.capture.append(Buffer.concat([hello, message()]));
    if (note !== '') await lease.recording.capture.bookmark(0, note);
    if (!live) lease.recording.end(true);
    const { recording } = lease;
    recording.nameOf = (address) => names[address];
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
    await saveCapture({ recent, dialogs: () => dialogs, filtersOf: () => filters }, recording);
    lease.dispose();
    return { said, kept };
  }

  it('says where the file is, and how large', async () => {
    const { said, kept } = await saved('over');
    assert.equal(said.length, 1);
    assert.match(said[0]!, /^The capture is saved in \/.*\/saved \(\d+ B\)\.$/);
    assert.deepEqual(kept, [[path('saved')]]);
  });

  it('keeps the names of peers that it has, filters and notes, and says so', async () => {
    const names = { '127.0.0.1:8333': 'friend', '9.9.9.9:8333': 'somebody else' };
    const filters = [{ name: 'Inv', filter: 'type:inv' }];
    const { said } = await saved('annotated', { names, filters, note: 'look here' });
    assert.match(said[0]!, /\(\d+ B\), with 1 peer name, 1 filter and 1 note\.$/);
    const lease = await recordings.open(path('saved'));
    const { recording } = lease;
    const { annotations, bookmarks } = recording.capture;
    assert.deepEqual([...annotations.names], [['127.0.0.1:8333', 'friend']]);
    assert.deepEqual(annotations.filters, filters);
    assert.deepEqual(bookmarks.all, [{ row: 0, text: 'look here' }]);
    assert.equal(recording.nameOf('127.0.0.1:8333'), 'friend');
    lease.dispose();
  });

  it('says of a trace that goes on that the file does not', async () => {
    const { said } = await saved('live', { live: true });
    assert.match(said[0]!, /The trace goes on: what comes from now on is not in it\.$/);
  });

  it('says nothing, and keeps no name, when it is cancelled', async () => {
    assert.deepEqual(await saved('cancelled', { cancel: true }), { said: [], kept: [] });
  });
});
