import { rmSync } from 'node:fs';
import { FrameSource } from '../../../src/capture/sources/frameSource';
import { SOURCE_KINDS } from '../../../src/capture/sources/openSource';
import type { SourceKind } from '../../../src/capture/sources/sourceKind';
import { soon } from './ladderSupport';
import { noSource } from '../support/noSource';
import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { Recordings } from '../../../src/extension/captures/recordings';
import { temporaryDirectory } from '../support/directory';
import { HELLO, hello, message } from '../support/frames';

describe('Recordings', () => {
  const path = temporaryDirectory();

  it('opens each capture once, and closes it with the last lease', async () => {
    const recordings = new Recordings(noSource);
    const first = await recordings.create(path('a'));
    await first.recording.capture.append(Buffer.concat([hello, message()]));
    const second = await recordings.open(path('a'));
    assert.equal(second.recording, first.recording);
    assert.ok(second.recording.live);
    first.dispose();
    first.dispose();
    assert.deepEqual(recordings.paths, [path('a')]);
    second.dispose();
    assert.deepEqual(recordings.paths, []);
    await setTimeout(20);

    const again = await recordings.open(path('a'));
    assert.notEqual(again.recording, first.recording);
    assert.equal(again.recording.live, false);
    assert.equal(again.recording.peers.traffic.messages, 1);
    recordings.dispose();
  });

  it('forgets a capture that cannot be opened', async () => {
    const recordings = new Recordings(noSource);
    await assert.rejects(recordings.open(path('missing')), { code: 'unreadable-capture' });
    assert.deepEqual(recordings.paths, []);
  });
});

describe('Recordings of another source', () => {
  const path = temporaryDirectory();
  let more!: () => void;
  let stopped = false;

  /** As an import or a service of a later release may be: its frames come as they come. */
  const kind: SourceKind = {
    name: 'test',
    extensions: [],
    recognises: (place) => place === 'test://source',
    open: () =>
      Promise.resolve(
        new FrameSource(HELLO, async function* (signal) {
          signal.addEventListener('abort', () => more());
          yield hello;
          yield message({ sequence: 1 });
          await new Promise<void>((resolve) => (more = resolve));
          stopped = signal.aborted;
          yield message({ sequence: 2 });
        }),
      ),
  };
  const kinds = SOURCE_KINDS as SourceKind[];
  const open = () => new Recordings(() => Promise.resolve(path('recorded'))).open('test://source');

  beforeEach(() => kinds.push(kind));
  afterEach(() => {
    kinds.pop();
    rmSync(path('recorded'), { force: true });
  });

  it('are shown while they come, and stay when the source has ended', async () => {
    const lease = await open();
    const { recording } = lease;
    const ends: boolean[] = [];
    recording.onDidEnd(() => ends.push(recording.endMissing));
    await soon('a message', () => recording.capture.index.length === 1);
    assert.ok(recording.live);
    more();
    await soon('the end', () => ends.length > 0);
    assert.deepEqual(ends, [false]);
    assert.equal(recording.live, false);
    assert.equal(recording.capture.index.length, 2);
    lease.dispose();
  });

  it('are one recording, by the name of the source and by that of its file', async () => {
    const recordings = new Recordings(() => Promise.resolve(path('recorded')));
    const first = await recordings.open('test://source');
    const second = await recordings.open(path('recorded'));
    assert.equal(second.recording, first.recording);
    first.dispose();
    await soon('a message', () => second.recording.capture.index.length === 1);
    assert.ok(second.recording.live);
    second.dispose();
    await soon('its end', () => recordings.paths.length === 0 && stopped);
  });

  it('say why a source ended amid its frames, and keep what came before', async () => {
    kinds.push({
      ...kind,
      recognises: (place) => place === 'test://broken',
      open: () =>
        Promise.resolve(
          new FrameSource(HELLO, async function* () {
            yield Buffer.concat([hello, message()]);
            await Promise.reject(new Error('connection lost'));
          }),
        ),
    });
    try {
      const recordings = new Recordings(() => Promise.resolve(path('recorded')));
      const failures: string[] = [];
      recordings.onDidFail((error) => failures.push(error.message));
      const lease = await recordings.open('test://broken');
      const { recording } = lease;
      await soon('the failure', () => failures.length > 0);
      assert.match(failures[0]!, /test:\/\/broken.*connection lost/);
      assert.ok(recording.opened && recording.endMissing);
      assert.equal(recording.capture.index.length, 1);
      lease.dispose();
    } finally {
      kinds.pop();
    }
  });
});
