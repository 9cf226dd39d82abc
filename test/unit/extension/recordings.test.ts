import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { Recordings } from '../../../src/extension/captures/recordings';
import { temporaryDirectory } from '../support/directory';
import { hello, message } from '../support/frames';

describe('Recordings', () => {
  const path = temporaryDirectory();

  it('opens each capture once, and closes it with the last lease', async () => {
    const recordings = new Recordings();
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
    const recordings = new Recordings();
    await assert.rejects(recordings.open(path('missing')), { code: 'unreadable-capture' });
    assert.deepEqual(recordings.paths, []);
  });
});
