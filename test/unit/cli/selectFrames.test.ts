import assert from 'node:assert/strict';
import type { OpenedSource } from '../../../src/capture/sources/sourceKind';
import { CaptureContents } from '../../../src/capture/store/captureContents';
import { encodeGap } from '../../../src/capture/store/gapFrame';
import { KeptRows } from '../../../src/cli/select/keptRows';
import { selectFrames } from '../../../src/cli/select/selectFrames';
import { encodeBookmark } from '../../../src/shared/frames/bookmark';
import { decodeHello } from '../../../src/shared/frames/hello';
import { EventFlag } from '../../../src/shared/frames/layout';
import { hello, message, statistics } from '../support/frames';
import { Random } from '../support/random';

/** What is left of frames, and what a reader makes of it. */
async function selected(
  frames: readonly Buffer[],
  takes: (row: number) => boolean,
): Promise<CaptureContents> {
  const source = new CaptureContents();
  // eslint-disable-next-line @typescript-eslint/require-await -- as a source gives them
  const given = async function* () {
    for (const [i, frame] of frames.entries()) {
      source.index.dropBefore(source.index.length);
      assert.equal(source.add(frame, i).error, undefined);
      yield frame;
    }
  };
  const opened = { contents: source } as unknown as OpenedSource;
  const read = new CaptureContents();
  const said = decodeHello(hello);
  const passed = selectFrames(takes, new KeptRows())({ hello: said, frames: given() }, opened);
  let offset = 0;
  for await (const run of passed.frames) {
    assert.equal(read.add(run, offset).error, undefined);
    offset += run.length;
  }
  return read;
}

const lost = ({ index: { losses } }: CaptureContents) =>
  (['ring-full', 'disk-full', 'limit', 'damaged'] as const).map((cause) => losses.total(cause));

describe('selectFrames', () => {
  it('keeps the sum of what was lost, whatever is left out', async () => {
    const random = new Random(3);
    for (let i = 0; i < 50; i++) {
      const frames = [hello];
      let ringFull = 0;
      let row = 0;
      for (let n = 0; n < 40; n++) {
        const before = random.below(4) === 0 ? random.below(9) : 0;
        const part = random.below(6) === 0;
        ringFull += before;
        frames.push(message({ lost: before, flags: part ? EventFlag.RingFull : 0, timeNs: n }));
        if (part) ringFull++;
        row++;
        if (random.below(8) === 0) {
          const missing = random.below(3);
          row += missing;
          frames.push(encodeGap({ row, missing, ringFull, cause: 2 }));
        }
      }
      const all = await selected(frames, () => true);
      const some = await selected(frames, (each) => each % 3 === i % 3);
      assert.deepEqual(lost(some), lost(all), `${i}`);
      assert.ok(some.index.length - some.index.firstRow < 16);
    }
  });

  it('begins amid a capture where that does, and names rows anew', async () => {
    const frames = [
      hello,
      encodeGap({ row: 1000, missing: 0, ringFull: 5, cause: 1 }),
      message({ timeNs: 1 }),
      message({ timeNs: 2, lost: 2 }),
      message({ timeNs: 3 }),
      encodeBookmark({ row: 1002, eventNs: 3, text: 'kept' }),
      encodeBookmark({ row: 1001, eventNs: 2, text: 'left out' }),
    ];
    const rows: number[] = [];
    const read = await selected(frames, (row) => {
      rows.push(row);
      return row !== 1001;
    });
    assert.deepEqual(rows, [1000, 1001, 1002]);
    assert.deepEqual([read.index.firstRow, read.index.length], [1000, 1002]);
    assert.deepEqual(read.bookmarks.all, [{ row: 1001, text: 'kept' }]);
    assert.deepEqual(lost(read), [2, 0, 0, 0]);
    assert.deepEqual(read.index.losses.before(1001), [{ count: 2, cause: 'ring-full' }]);
  });

  it('does not take what is left out for lost, though the statistics count it', async () => {
    const frames = [
      hello,
      message({ flags: EventFlag.RingFull, timeNs: 1 }),
      message({ timeNs: 2 }),
      statistics(2, 1),
    ];
    const read = await selected(frames, (row) => row === 1);
    assert.deepEqual(read.index.losses.after(0), []);
  });
});
