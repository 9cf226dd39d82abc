import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { Capture } from '../../../src/capture/capture';
import { segmentPath } from '../../../src/capture/store/segmentNames';
import { PeersModel } from '../../../src/capture/model/peersModel';
import { temporaryDirectory } from '../support/directory';
import { hello, message } from '../support/frames';

const COUNT = 40;
/** Several reads. */
const frames = Array.from({ length: COUNT }, (_, i) =>
  message({ sequence: i + 1, peer: i % 3, payload: Buffer.alloc(200_000, i) }),
);

describe('a capture that is shown while it is read', () => {
  const path = temporaryDirectory();

  it('has its first events, whole ones, before the others are read', async () => {
    writeFileSync(path('large'), Buffer.concat([hello, ...frames]));
    const peers = new PeersModel();
    const capture = await Capture.openEarly(path('large'), {
      onAppend: (append) => peers.add(append),
    });
    const { length } = capture.index;
    assert.ok(capture.reading && length > 0 && length < COUNT / 2, `${length}`);
    const first = await capture.event(length - 1);
    assert.ok(first.kind === 'message' && first.payload.equals(Buffer.alloc(200_000, length - 1)));
    const grown: number[] = [];
    capture.onAppend(({ to }) => grown.push(to));
    await capture.whole;
    assert.equal(capture.reading, false);
    assert.equal(capture.index.length, COUNT);
    assert.ok(grown.length > 1);
    assert.equal(peers.traffic.messages, COUNT);
    const last = await capture.payload(COUNT - 1);
    assert.ok(last.equals(Buffer.alloc(200_000, COUNT - 1)));
    await capture.close();
  });

  it('is the same as one that was read whole, also of several files', async () => {
    const half = frames.slice(0, COUNT / 2);
    writeFileSync(segmentPath(path('split'), 1), Buffer.concat([hello, ...half]));
    writeFileSync(path('split'), Buffer.concat([hello, ...frames.slice(COUNT / 2)]));
    const early = await Capture.openEarly(path('split'));
    assert.ok(early.index.length < COUNT);
    const runs: number[] = [];
    // Waits for the rest.
    for await (const run of early.runs()) runs.push(run.length);
    assert.equal(early.index.length, COUNT);
    const whole = await Capture.open(path('split'));
    for (const row of [0, COUNT / 2 - 1, COUNT / 2, COUNT - 1])
      assert.deepEqual(await early.event(row), await whole.event(row));
    const bytes = hello.length + frames.reduce((sum, { length }) => sum + length, 0);
    assert.equal(
      runs.reduce((sum, length) => sum + length, 0),
      bytes,
    );
    await Promise.all([early.close(), whole.close()]);
  });

  it('says where its end is damaged once it is read', async () => {
    const whole = Buffer.concat([hello, ...frames]);
    writeFileSync(path('cut'), whole.subarray(0, whole.length - 10));
    const capture = await Capture.openEarly(path('cut'));
    await capture.whole;
    const offset = whole.length - frames.at(-1)!.length;
    const bytes = frames.at(-1)!.length - 10;
    assert.deepEqual(capture.damages, [{ path: path('cut'), offset, bytes }]);
    assert.equal(capture.index.length, COUNT - 1);
    await capture.close();
  });

  it('says at once what is none', async () => {
    writeFileSync(path('empty'), '');
    await assert.rejects(
      Capture.openEarly(path('empty')),
      /cannot be read as a capture: it is empty/,
    );
    writeFileSync(path('text'), 'this is no capture, whatever its name says');
    await assert.rejects(
      Capture.openEarly(path('text')),
      /at offset 0, it does not begin with a whole hello/,
    );
  });

  it('may be closed while it is read', async () => {
    const capture = await Capture.openEarly(path('large'));
    await capture.close();
    await capture.whole.catch((error: unknown) => assert.match(String(error), /cannot be read/));
    assert.ok(!capture.reading);
  });
});
