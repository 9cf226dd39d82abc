import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { mark, unmark } from '../../../src/capture/store/writerMarker';
import { tellOfFile } from '../../../src/extension/captures/readNotice';
import { Recordings } from '../../../src/extension/captures/recordings';
import type { Recording } from '../../../src/extension/captures/recording';
import { soon } from './ladderSupport';
import { temporaryDirectory } from '../support/directory';
import { hello, message } from '../support/frames';
import { noSource } from '../support/noSource';

const WHOLE = Buffer.concat([hello, message({ sequence: 1 }), message({ sequence: 2 })]);

describe('a capture’s file that was read', () => {
  const path = temporaryDirectory();

  /** What is said of it. @param button Is chosen. */
  async function told(name: string, bytes: Buffer, button?: string) {
    writeFileSync(path(name), bytes);
    const recordings = new Recordings(noSource);
    const read: Recording[] = [];
    recordings.onDidRead((recording) => read.push(recording));
    const lease = await recordings.open(path(name), 'early');
    await soon('its end', () => read.length === 1);
    assert.equal(read[0], lease.recording);
    assert.ok(!lease.recording.live);
    const said: string[] = [];
    const again: Recording[] = [];
    await tellOfFile(
      lease.recording,
      {
        warn: (text, buttons) => {
          said.push(text, ...buttons);
          return Promise.resolve(button);
        },
      },
      (recording) => Promise.resolve(void again.push(recording)),
    );
    lease.dispose();
    return { said, again };
  }

  it('is not spoken of when it is whole', async () => {
    assert.deepEqual(await told('whole', WHOLE), { said: [], again: [] });
  });

  it('is said to be damaged, where, and what of it is whole', async () => {
    const { said } = await told('cut', WHOLE.subarray(0, WHOLE.length - 8));
    const offset = WHOLE.length - message().length;
    const bytes = message().length - 8;
    assert.equal(said.length, 1);
    assert.ok(
      said[0]!.startsWith(
        `cut is damaged at offset ${offset}: the ${bytes} bytes from there on are no whole event and are left out. Before that, 1 event can be read`,
      ),
      said[0],
    );
  });

  it('is read again on request where another program is recording it', async () => {
    await mark(path('grows'));
    const { said, again } = await told('grows', WHOLE.subarray(0, WHOLE.length - 8), 'Reload');
    assert.match(said[0]!, /^grows is still being recorded by another program\..* 1 event\./);
    assert.deepEqual(said.slice(1), ['Reload']);
    assert.equal(again.length, 1);
    await unmark(path('grows'));
  });
});
