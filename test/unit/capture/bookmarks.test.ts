import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { Capture } from '../../../src/capture/capture';
import { copyCapture } from '../../../src/capture/export/copyCapture';
import { bookmarkJson } from '../../../src/capture/export/bookmarkJson';
import { Bookmarks, LONGEST_NOTE, MOST_BOOKMARKS } from '../../../src/capture/store/bookmarks';
import { decodeEvent } from '../../../src/shared/events/event';
import { encodeBookmark } from '../../../src/shared/frames/bookmark';
import { UserError } from '../../../src/shared/errors/userError';
import { temporaryDirectory } from '../support/directory';
import { hello, message, statistics } from '../support/frames';
import { heapInUse } from '../support/heap';

const FRAMES = [
  hello,
  message({ timeNs: 1e9 }),
  message({ timeNs: 2e9, type: 'ping' }),
  message({ timeNs: 3e9 }),
];

describe('bookmarks', () => {
  const path = temporaryDirectory();
  const at = (name: string): string => path(name);

  /** A capture whose trace ended a while ago. */
  function written(name: string, ...more: Buffer[]): string {
    const file = at(name);
    writeFileSync(file, Buffer.concat([...FRAMES, ...more]));
    utimesSync(file, 1e9, 1e9);
    return file;
  }

  async function all(file: string): Promise<[row: number, text: string][]> {
    const capture = await Capture.open(file);
    const found = capture.bookmarks.all.map(({ row, text }) => [row, text] as [number, string]);
    await capture.close();
    return found;
  }

  const isNotKept = (error: unknown): boolean =>
    error instanceof UserError && error.code === 'bookmark-not-kept';

  it('are in the file of a capture that is recorded, and of one that is opened', async () => {
    const file = at('both');
    const live = await Capture.create(file);
    await live.append(Buffer.concat(FRAMES));
    await live.bookmark(1, 'first');
    assert.equal(live.bookmarks.textOf(1), 'first');
    await live.append(message({ timeNs: 4e9 }));
    await live.close();
    assert.deepEqual(await all(file), [[1, 'first']]);
    utimesSync(file, 1e9, 1e9);
    const opened = await Capture.open(file);
    await opened.bookmark(3, 'later');
    await opened.bookmark(1, 'changed');
    await opened.bookmark(0, 'gone soon');
    await opened.bookmark(0, '');
    assert.deepEqual(
      opened.bookmarks.all.map(({ row }) => row),
      [1, 3],
    );
    await opened.close();
    assert.deepEqual(await all(file), [
      [1, 'changed'],
      [3, 'later'],
    ]);
    const again = await Capture.open(file);
    assert.equal(again.index.length, 4);
    assert.equal(again.damagedBytes, 0);
    await again.close();
  });

  it('go into a copy, with those that the file could not take', async () => {
    const file = written('readonly');
    // Bytes that are no whole frame: what is added after them would not be read.
    appendFileSync(file, Buffer.alloc(5));
    const before = readFileSync(file);
    const capture = await Capture.open(file);
    await assert.rejects(capture.bookmark(2, 'kept here'), isNotKept);
    assert.equal(capture.bookmarks.textOf(2), 'kept here');
    assert.ok(readFileSync(file).equals(before));
    await copyCapture(capture, at('copy'));
    await capture.close();
    assert.deepEqual(await all(at('copy')), [[2, 'kept here']]);
  });

  it('leave a file alone that another program writes', async () => {
    const file = written('foreign');
    const capture = await Capture.open(file);
    appendFileSync(file, message({ timeNs: 5e9 }));
    utimesSync(file, 1e9, 1e9);
    await assert.rejects(capture.bookmark(0, 'no'), /another program is writing it/);
    await capture.close();
    // It was written a moment ago, and its trace has not ended.
    const fresh = written('fresh');
    const now = Date.now() / 1000;
    utimesSync(fresh, now, now);
    const growing = await Capture.open(fresh);
    await assert.rejects(growing.bookmark(0, 'no'), /another program is writing it/);
    await growing.close();
    assert.equal(statSync(fresh).size, Buffer.concat(FRAMES).length);
  });

  it('are taken at once by a file whose trace ended in order', async () => {
    const file = at('final');
    const final = statistics(3, 0);
    // The flag of the last statistics of a trace.
    final.writeUInt16LE(8, 6);
    writeFileSync(file, Buffer.concat([...FRAMES, final]));
    const capture = await Capture.open(file);
    await capture.bookmark(0, 'yes');
    await capture.close();
    assert.deepEqual(await all(file), [[0, 'yes']]);
  });

  it('of a stranger’s file are bounded, and only those of events that are there', async () => {
    const many = Array.from({ length: MOST_BOOKMARKS + 10 }, (_, row) =>
      encodeBookmark({ row: row + 100, eventNs: 1, text: 'x' }),
    );
    const wrong = [
      encodeBookmark({ row: 2 ** 52, eventNs: 1e9, text: 'beyond' }),
      encodeBookmark({ row: 0, eventNs: 7, text: 'another event' }),
      encodeBookmark({ row: 1, eventNs: 2e9, text: 'y'.repeat(100_000) }),
    ];
    const capture = await Capture.open(written('many', ...many, ...wrong));
    assert.deepEqual(capture.bookmarks.all, [{ row: 1, text: 'y'.repeat(LONGEST_NOTE) }]);
    assert.equal(capture.bookmarks.frames.length, MOST_BOOKMARKS);
    assert.equal(capture.bookmarks.between(0, 2 ** 53), 1);
    await capture.close();
  });

  it('of a stranger’s file are kept without the rest of what is too long', async () => {
    const bookmarks = new Bookmarks({ firstRow: 0, length: 0, timeNs: () => 0 });
    const before = await heapInUse();
    for (let row = 0; row < 15; row++)
      bookmarks.add(encodeBookmark({ row, eventNs: 0, text: `${row}`.padEnd(3_900_000, 'y') }));
    assert.equal(bookmarks.frames.length, 15);
    const grown = (await heapInUse()) - before;
    assert.ok(grown < 20, `${grown} MB for 15 bookmarks`);
  });

  it('that contradict the layout are damage, as any frame is', async () => {
    const cut = encodeBookmark({ row: 0, eventNs: 1e9, text: 'abcdefgh' });
    cut.writeUInt32LE(2 ** 31, 56);
    const capture = await Capture.open(written('malformed', cut, message({ timeNs: 9e9 })));
    assert.equal(capture.index.length, 3);
    assert.ok(capture.damagedBytes > 0);
    await capture.close();
  });

  it('begin each further file of a capture with a limit', async () => {
    const file = path('rotated');
    const capture = await Capture.create(file, { limitBytes: 80_000, whenFull: 'rotate' });
    await capture.append(hello);
    const payload = Buffer.alloc(2000);
    for (let i = 0; i < 100; i++) {
      await capture.append(message({ timeNs: 1e9 + i, payload }));
      if (i === 90) await capture.bookmark(90, 'near the end');
    }
    await capture.close();
    assert.deepEqual(await all(file), [[90, 'near the end']]);
  });

  it('are printed as objects of their own', () => {
    const frame = encodeBookmark({ row: 12, eventNs: 5, text: 'a "note"\u0007' });
    const event = decodeEvent(frame);
    assert.equal(event?.kind, 'bookmark');
    assert.deepEqual(
      JSON.parse(bookmarkJson(event, { wallNs: 1_700_000_000_000_000_000n, monotonicNs: 0n })),
      { time: '1700000000000000005', bookmark: 'a "note"\u0007', row: 12 },
    );
  });
});
