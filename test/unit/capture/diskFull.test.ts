import assert from 'node:assert/strict';
import { statSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { setImmediate as immediate, setTimeout as delay } from 'node:timers/promises';
import { Capture } from '../../../src/capture/capture';
import { findEarlierSegments } from '../../../src/capture/store/segmentNames';
import { decodeEvent } from '../../../src/shared/events/event';
import { UserError } from '../../../src/shared/errors/userError';
import { hello, message } from '../support/frames';
import { smallDisk } from '../support/smallDisk';

const KILOBYTE = 1024;

function isUserError(code: string, text = /./): (error: unknown) => boolean {
  return (error) => error instanceof UserError && error.code === code && text.test(error.message);
}

/** Message number `n`, of 10 kB. */
function numbered(n: number): Buffer {
  return message({ sequence: n + 1, timeNs: n, payload: Buffer.alloc(10 * KILOBYTE, n) });
}

/** Rows that can be read, and that they say what was appended. */
async function keptRows(capture: Capture): Promise<number[]> {
  const kept: number[] = [];
  for (let row = capture.index.firstRow; row < capture.index.length; row++) {
    try {
      assert.deepEqual(await capture.event(row), decodeEvent(numbered(row)));
      kept.push(row);
    } catch (error) {
      assert.ok(isUserError('event-not-kept', /ENOSPC/)(error), String(error));
    }
  }
  return kept;
}

function toldBy(capture: Capture): string[] {
  const told: string[] = [];
  capture.onKeeping(({ kind }) => told.push(kind));
  return told;
}

describe('a capture on a full disk', function () {
  this.timeout(20_000);
  const path = smallDisk(600);

  afterEach(() => {
    for (const name of ['ballast', 'full.p2ptrace']) {
      try {
        unlinkSync(path(name));
      } catch {
        // This test had none.
      }
    }
  });

  it('goes on without payloads, says so once, and keeps them again when there is room', async () => {
    writeFileSync(path('ballast'), Buffer.alloc(300 * KILOBYTE));
    const capture = await Capture.create(path('full.p2ptrace'), { whenDiskFull: 'go-on' });
    const told = toldBy(capture);
    let rows = 0;
    capture.onAppend(({ from, to, frame }) => {
      for (let row = from; row < to; row++) assert.ok(frame(row).equals(numbered(row)));
      rows += to - from;
    });
    await capture.append(hello);
    for (let n = 0; n < 100; n++) await capture.append(numbered(n));
    await capture.flush();
    assert.deepEqual(told, ['failing']);
    assert.equal(capture.keeping.kind, 'failing');
    assert.equal(rows, 100);
    assert.equal(capture.index.size(99), 10 * KILOBYTE);
    const early = await keptRows(capture);
    assert.ok(early.length > 20 && early.length < 60);
    assert.equal(early.at(-1), early.length - 1);
    // Whole frames only: a reader finds nothing damaged.
    const meanwhile = await Capture.open(capture.path);
    assert.equal(meanwhile.damagedBytes, 0);
    assert.equal(meanwhile.index.length, early.length);
    await meanwhile.close();

    unlinkSync(path('ballast'));
    await delay(1100);
    for (let n = 100; n < 120; n++) await capture.append(numbered(n));
    await capture.flush();
    assert.deepEqual(told, ['failing', 'all']);
    const kept = await keptRows(capture);
    assert.deepEqual(kept, [...early, ...Array.from({ length: 20 }, (_, i) => 100 + i)]);
    assert.deepEqual(capture.index.losses.after(-1), []);
    assert.equal(statSync(capture.path).size, capture.fileSize);
    await capture.close();

    const opened = await Capture.open(capture.path);
    assert.equal(opened.damagedBytes, 0);
    assert.equal(opened.index.length, kept.length);
    for (const [row, n] of kept.entries())
      assert.deepEqual(await opened.event(row), decodeEvent(numbered(n)));
    assert.deepEqual(opened.index.losses.before(early.length), [
      { count: 100 - early.length, cause: 'disk-full' },
    ]);
    assert.deepEqual(opened.index.losses.after(early.length), []);
    await opened.close();
  });

  it('says in the file how much is missing at its end, where there is room for that', async () => {
    const capture = await Capture.create(path('full.p2ptrace'), { whenDiskFull: 'go-on' });
    await capture.append(hello);
    for (let n = 0; n < 100; n++) await capture.append(numbered(n));
    await capture.flush();
    const kept = (await keptRows(capture)).length;
    assert.ok(kept < 100);
    await capture.close();
    const opened = await Capture.open(capture.path);
    assert.equal(opened.damagedBytes, 0);
    assert.equal(opened.index.length, kept);
    assert.deepEqual(opened.index.losses.after(kept - 1), [
      { count: 100 - kept, cause: 'disk-full' },
    ]);
    await opened.close();
  });

  it('begins its file late when there was no room at first', async () => {
    writeFileSync(path('ballast'), '');
    try {
      writeFileSync(path('ballast'), Buffer.alloc(700 * KILOBYTE));
    } catch {
      // Now the disk is full.
    }
    const capture = await Capture.create(path('full.p2ptrace'), { whenDiskFull: 'go-on' });
    await capture.append(Buffer.concat([hello, numbered(0)]));
    await capture.append(numbered(1));
    await capture.flush();
    assert.equal(capture.keeping.kind, 'failing');
    unlinkSync(path('ballast'));
    await delay(1100);
    await capture.append(numbered(2));
    await capture.flush();
    assert.equal(capture.index.firstRow, 0);
    assert.deepEqual(await keptRows(capture), [2]);
    await capture.close();
    const opened = await Capture.open(capture.path);
    assert.deepEqual(opened.hello, capture.hello);
    assert.equal(opened.index.firstRow, 0);
    assert.equal(opened.index.length, 1);
    assert.deepEqual(await opened.event(0), decodeEvent(numbered(2)));
    assert.deepEqual(opened.index.losses.before(0), [{ count: 2, cause: 'disk-full' }]);
    await opened.close();
  });

  it('does not delete older events to make room, and rotates again when there is', async () => {
    writeFileSync(path('ballast'), Buffer.alloc(300 * KILOBYTE));
    const options = { limitBytes: 400 * KILOBYTE, whenDiskFull: 'go-on' } as const;
    const capture = await Capture.create(path('full.p2ptrace'), options);
    const told = toldBy(capture);
    await capture.append(hello);
    for (let n = 0; n < 60; n++) {
      await capture.append(numbered(n));
      await capture.flush();
    }
    assert.deepEqual(told, ['failing']);
    assert.equal(capture.index.firstRow, 0);
    truncateSync(path('ballast'), 0);
    await delay(1100);
    for (let n = 60; n < 200; n++) {
      await capture.append(numbered(n));
      await capture.flush();
    }
    assert.deepEqual(told, ['failing', 'all']);
    assert.ok(capture.index.length - capture.index.firstRow < 60);
    const kept = await keptRows(capture);
    assert.equal(kept.length, capture.index.length - capture.index.firstRow);
    await capture.close();
    const opened = await Capture.open(capture.path);
    assert.equal(opened.index.firstRow, capture.index.firstRow);
    assert.deepEqual(await keptRows(opened), kept);
    await opened.close();
    for (const segment of await findEarlierSegments(capture.path)) unlinkSync(segment);
  });
});

describe('a capture that ends at a full disk', () => {
  const path = smallDisk(600);

  it('tells how many of its events are in the file', async () => {
    for (let round = 0; round < 20; round++) {
      const capture = await Capture.create(path('kept.p2ptrace'), { overwrite: true });
      const append = (frame: Buffer) => void capture.append(frame).catch(() => undefined);
      append(hello);
      for (let n = 0; n < 100; n++) {
        append(numbered(n));
        // Some arrive while the failed write is undone.
        await immediate();
      }
      await assert.rejects(capture.close(), isUserError('capture-failed', /ENOSPC/));
      const opened = await Capture.open(capture.path);
      assert.ok(opened.index.length > 20);
      assert.equal(capture.keptRows, opened.index.length);
      await opened.close();
    }
  });
});

describe('a capture that can never be written', function () {
  this.timeout(120_000);

  it('indexes a bounded number of events, and counts the others', async () => {
    const capture = await Capture.create('/dev/full', { overwrite: true, whenDiskFull: 'go-on' });
    const small = message();
    const run = Buffer.alloc(small.length * 8192, small);
    await capture.append(hello);
    await capture.flush();
    for (let i = 0; i < 640; i++) await capture.append(run);
    await capture.flush();
    const { index } = capture;
    const appended = 640 * 8192;
    assert.ok(
      index.length > 4_000_000 && index.length < appended - 500_000,
      `${index.length} rows`,
    );
    const gaps = index.losses.after(-1);
    assert.deepEqual(gaps, [{ count: appended - index.length, cause: 'disk-full' }]);
    await assert.rejects(capture.event(index.length - 1), isUserError('event-not-kept', /ENOSPC/));
    await capture.close();
  });
});
