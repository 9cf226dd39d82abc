import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { readRuns } from '../../../src/capture/store/readRuns';
import { Segment } from '../../../src/capture/store/segment';
import { MAX_PAYLOAD } from '../../../src/shared/frames/layout';
import { temporaryDirectory } from '../support/directory';
import { hello, message } from '../support/frames';

describe('readRuns', () => {
  const path = temporaryDirectory();

  it('gives whole frames, from many small to the longest there are', async () => {
    const small = Buffer.concat(Array.from({ length: 9000 }, (_, i) => message({ timeNs: i })));
    const address = `${'h'.repeat(200)}:8333`;
    const longest = message({ payload: Buffer.alloc(MAX_PAYLOAD, 3), address });
    const bytes = Buffer.concat([hello, small, longest, small, longest, longest, message()]);
    writeFileSync(path('runs'), bytes);
    const file = await Segment.open(path('runs'));
    let at = 0;
    for await (const { frames, offset } of readRuns(file)) {
      assert.equal(offset, at);
      assert.ok(frames.equals(bytes.subarray(at, at + frames.length)));
      let end = 0;
      while (end < frames.length) end += frames.readUInt32LE(end);
      assert.equal(end, frames.length);
      at += frames.length;
    }
    assert.equal(at, bytes.length);
    await file.close();
  });
});
