import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { Capture } from '../../../../src/capture/capture';
import { copyCapture } from '../../../../src/capture/export/copyCapture';
import { encodeFilters, encodeNames } from '../../../../src/shared/frames/annotations';
import { encodeBookmark } from '../../../../src/shared/frames/bookmark';
import { encodeNode } from '../../../../src/shared/frames/node';
import { temporaryDirectory } from '../../support/directory';
import { hello, message, NODE } from '../../support/frames';

const FRAMES = [
  encodeNode({ ...NODE, chain: 'signet' }),
  message({ sequence: 1, payload: Buffer.alloc(8) }),
  message({ sequence: 2, peer: 2 }),
];
const names = new Map([['127.0.0.1:8333', 'friend']]);
const filters = [{ name: 'Inv', filter: 'type:inv' }];

describe('a copy of a capture with names and filters', () => {
  const path = temporaryDirectory();

  async function written(name: string, ...frames: Buffer[]): Promise<Capture> {
    writeFileSync(path(name), Buffer.concat([hello, ...frames]));
    return Capture.open(path(name));
  }

  it('has them, the notes, the chain, and every event', async () => {
    const capture = await written('from', ...FRAMES);
    const eventNs = capture.index.timeNs(1);
    capture.addBookmark(encodeBookmark({ row: 1, eventNs, text: 'look here' }));
    await copyCapture(capture, path('to'), {}, { annotations: { names, filters } });
    const copy = await Capture.open(path('to'));
    assert.deepEqual(copy.annotations.names, names);
    assert.deepEqual(copy.annotations.filters, filters);
    assert.deepEqual(copy.bookmarks.all, [{ row: 1, text: 'look here' }]);
    assert.equal(copy.nodes.of(4242)?.chain, 'signet');
    assert.equal(copy.index.length, 2);
    assert.deepEqual(await copy.event(0), await capture.event(0));
    await Promise.all([capture.close(), copy.close()]);
  });

  it('has them in place of those that the capture had, once', async () => {
    const old = encodeNames(new Map([['127.0.0.1:8333', 'somebody else']]));
    const [node, ...events] = FRAMES;
    const oldFilters = encodeFilters([{ name: '', filter: 'old' }]);
    const capture = await written('old', old, node!, events[0]!, oldFilters, old, events[1]!);
    assert.equal(capture.annotations.names.get('127.0.0.1:8333'), 'somebody else');
    await copyCapture(capture, path('new'), {}, { annotations: { names, filters } });
    const said = Buffer.concat([encodeNames(names), encodeFilters(filters)]);
    assert.equal(readFileSync(path('new')).length, hello.length + said.length + size(FRAMES));
    const copy = await Capture.open(path('new'));
    assert.deepEqual(copy.annotations.names, names);
    assert.deepEqual(copy.annotations.filters, filters);
    assert.equal(copy.index.length, 2);
    await copyCapture(copy, path('none'), {}, { annotations: { names: new Map(), filters: [] } });
    assert.equal(readFileSync(path('none')).length, hello.length + size(FRAMES));
    await Promise.all([capture.close(), copy.close()]);
  });

  it('is read up to its end where they make no sense', async () => {
    const broken = encodeNames(names);
    broken.writeUInt32LE(0xffff_ffff, 44);
    const capture = await written('broken', broken, ...FRAMES);
    assert.equal(capture.annotations.names.size, 0);
    assert.equal(capture.index.length, 2);
    assert.equal(capture.damagedBytes, 0);
    await capture.close();
  });
});

function size(frames: readonly Buffer[]): number {
  return frames.reduce((sum, { length }) => sum + length, 0);
}
