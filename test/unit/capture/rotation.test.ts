import assert from 'node:assert/strict';
import {
  copyFileSync,
  readdirSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Capture, type CreateOptions } from '../../../src/capture/capture';
import { copyCapture } from '../../../src/capture/export/copyCapture';
import { MOST_EARLIER_SEGMENTS } from '../../../src/capture/store/openSegments';
import { RowGone } from '../../../src/capture/index/rowGone';
import { PeersModel } from '../../../src/capture/model/peersModel';
import {
  findEarlierSegments,
  isEarlierSegment,
  segmentPath,
  removeCapture,
} from '../../../src/capture/store/segmentNames';
import { decodeEvent } from '../../../src/shared/events/event';
import { UserError } from '../../../src/shared/errors/userError';
import { temporaryDirectory } from '../support/directory';
import { hello, message } from '../support/frames';
import { Random } from '../support/random';
import { viewOf, whole } from '../support/queryViews';
import { randomFrames } from '../support/randomFrames';

const LIMIT = 80_000;

function isUserError(code: string): (error: unknown) => boolean {
  return (error) => error instanceof UserError && error.code === code;
}

function filesOf(path: string): string[] {
  const stem = basename(path, '.p2ptrace');
  return readdirSync(dirname(path))
    .filter((name) => name.startsWith(stem))
    .map((name) => join(dirname(path), name));
}

function bytesOf(path: string): number {
  return filesOf(path).reduce((sum, file) => sum + statSync(file).size, 0);
}

async function fill(capture: Capture, frames: Buffer[], atOnce = 4): Promise<void> {
  await capture.append(hello);
  for (let i = 0; i < frames.length; i += atOnce)
    await capture.append(Buffer.concat(frames.slice(i, i + atOnce)));
}

/** The rows that are there say what was appended; those before are gone. */
async function assertHolds(capture: Capture, frames: Buffer[]): Promise<void> {
  const { index } = capture;
  assert.equal(index.length, frames.length);
  for (let row = index.firstRow; row < frames.length; row++)
    assert.deepEqual(await capture.event(row), decodeEvent(frames[row]!), `row ${row}`);
  if (index.firstRow === 0) return;
  for (const row of [0, index.firstRow - 1]) {
    await assert.rejects(capture.event(row), isUserError('capture-rotated'));
    await assert.rejects(capture.payload(row), isUserError('capture-rotated'));
    assert.throws(() => index.timeNs(row), RowGone);
  }
}

describe('a capture with a limit that rotates', () => {
  const path = temporaryDirectory();
  const rotating: CreateOptions = { limitBytes: LIMIT, whenFull: 'rotate' };

  it('stays within the limit on the disk, and keeps the latest rows under their numbers', async () => {
    const file = path('rotates.p2ptrace');
    const frames = randomFrames(new Random(20), 3000);
    const capture = await Capture.create(file, rotating);
    const rotations: { firstRow: number; rows: number }[] = [];
    capture.onRotate((rotation) => rotations.push(rotation));
    let largest = 0;
    await capture.append(hello);
    for (let i = 0; i < frames.length; i += 3) {
      await capture.append(Buffer.concat(frames.slice(i, i + 3)));
      assert.ok(capture.fileSize <= LIMIT, `${capture.fileSize} B planned`);
      if (i % 60 !== 0) continue;
      await capture.flush();
      largest = Math.max(largest, bytesOf(file));
    }
    await capture.flush();
    assert.ok(largest <= LIMIT && largest > LIMIT * 0.8, `${largest} B on the disk`);
    assert.equal(bytesOf(file), capture.fileSize);
    assert.ok(capture.index.firstRow > 1000);
    await assertHolds(capture, frames);
    assert.equal(rotations.at(-1)!.firstRow, capture.index.firstRow);
    assert.equal(
      rotations.reduce((sum, { rows }) => sum + rows, 0),
      capture.index.firstRow,
    );
    await capture.close();

    const opened = await Capture.open(file);
    assert.equal(opened.index.firstRow, capture.index.firstRow);
    assert.equal(opened.damagedBytes, 0);
    assert.equal(opened.fileSize, bytesOf(file));
    await assertHolds(opened, frames);
    assert.deepEqual(opened.index.losses.after(-1), capture.index.losses.after(-1));
    await opened.close();
  });

  it('is one file as long as it is small', async () => {
    const file = path('small.p2ptrace');
    const frames = randomFrames(new Random(21), 20);
    const capture = await Capture.create(file, { limitBytes: 1_000_000 });
    await fill(capture, frames);
    await capture.close();
    assert.deepEqual(readFileSync(file), Buffer.concat([hello, ...frames]));
    assert.deepEqual(filesOf(file), [file]);
  });

  it('consists of segments that open alone, under the same row numbers', async () => {
    const file = path('alone.p2ptrace');
    const frames = randomFrames(new Random(22), 1500);
    const capture = await Capture.create(file, rotating);
    await fill(capture, frames);
    await capture.close();
    const earlier = await findEarlierSegments(file);
    assert.ok(earlier.length >= 5 && earlier.every(isEarlierSegment) && !isEarlierSegment(file));
    let next = capture.index.firstRow;
    for (const [i, segment] of earlier.entries()) {
      const alone = path(`alone-${i}`);
      copyFileSync(segment, alone);
      const rows: number[] = [];
      const opened = await Capture.open(alone, {
        onAppend: ({ from, to }) => rows.push(from, to),
      });
      assert.equal(opened.index.firstRow, next);
      assert.equal(rows[0], next);
      assert.equal(rows.at(-1), opened.index.length);
      for (let row = next; row < opened.index.length; row++)
        assert.deepEqual(await opened.event(row), decodeEvent(frames[row]!));
      next = opened.index.length;
      await opened.close();
    }
  });

  it('counts all that it saw', async () => {
    const capture = await Capture.create(path('counts.p2ptrace'), rotating);
    const model = new PeersModel();
    model.follow(capture);
    await fill(
      capture,
      Array.from({ length: 3000 }, (_, i) => message({ peer: i % 3, payload: Buffer.alloc(8) })),
    );
    assert.ok(capture.index.firstRow > 0);
    assert.equal(model.traffic.messages, 3000);
    await capture.close();
  });

  it('keeps views in step: rows go, positions stay', async () => {
    const capture = await Capture.create(path('views.p2ptrace'), rotating);
    const { index } = capture;
    const frames = Array.from({ length: 3000 }, (_, i) => message({ peer: i % 3 }));
    await capture.append(hello);
    const view = viewOf(capture, 'peer:0');
    for (let i = 0; i < frames.length; i++) {
      await capture.append(frames[i]!);
      // What goes before it was looked at has no position.
      if (i % 100 === 0) await whole(view, capture);
    }
    const rows = await whole(view, capture);
    assert.equal(view.length, 1000);
    assert.equal(view.first, Math.ceil(index.firstRow / 3));
    assert.ok(view.first > 300);
    for (const [i, row] of rows.entries()) assert.equal(row, (view.first + i) * 3);
    assert.throws(() => view.at(view.first - 1), RangeError);
    assert.throws(() => view.at(0), RangeError);
    assert.throws(() => view.at(1000), RangeError);
    assert.deepEqual(await whole(viewOf(capture, 'peer:0'), capture), rows);
    await capture.close();
  });

  it('gives all frames once, and finishes though they are deleted meanwhile', async () => {
    const capture = await Capture.create(path('runs.p2ptrace'), rotating);
    const frames = randomFrames(new Random(23), 1500);
    await fill(capture, frames);
    const { firstRow } = capture.index;
    const events: unknown[] = [];
    let hellos = 0;
    for await (const run of capture.runs()) {
      for (let at = 0; at < run.length; at += run.readUInt32LE(at)) {
        const event = decodeEvent(Buffer.from(run.subarray(at, at + run.readUInt32LE(at))));
        if (event?.kind === 'hello') hellos++;
        else if (event) events.push(event);
      }
      for (let i = 0; i < 40; i++) await capture.append(Buffer.concat(frames.slice(0, 10)));
      await capture.flush();
    }
    assert.equal(hellos, 1);
    assert.ok(capture.index.firstRow > frames.length);
    assert.deepEqual(
      events,
      frames.slice(firstRow).map((frame) => decodeEvent(frame)),
    );
    await capture.close();
  });

  it('is copied into one file that holds the same', async () => {
    const file = path('source.p2ptrace');
    const frames = randomFrames(new Random(24), 1500);
    const capture = await Capture.create(file, rotating);
    await fill(capture, frames);
    await assert.rejects(copyCapture(capture, file), isUserError('save-failed'));
    await copyCapture(capture, path('copy.p2ptrace'));
    await capture.close();
    const opened = await Capture.open(path('copy.p2ptrace'));
    assert.equal(opened.index.firstRow, capture.index.firstRow);
    await assertHolds(opened, frames);
    assert.deepEqual(opened.index.losses.after(-1), capture.index.losses.after(-1));
    await opened.close();
    assert.deepEqual(filesOf(path('copy.p2ptrace')), [path('copy.p2ptrace')]);
  });

  it('opens when its writer was killed between two files', async () => {
    const file = path('between.p2ptrace');
    const frames = randomFrames(new Random(25), 1500);
    const capture = await Capture.create(file, rotating);
    await fill(capture, frames);
    await capture.close();
    const own = readFileSync(file);
    unlinkSync(file);
    const without = await Capture.open(file);
    assert.ok(without.index.length > 1000 && without.index.length < frames.length);
    await without.close();
    writeFileSync(file, own.subarray(0, 20));
    const cut = await Capture.open(file);
    assert.equal(cut.damagedBytes, 20);
    assert.equal(cut.index.length, without.index.length);
    await cut.close();
  });

  it('says how many events a missing or damaged segment held', async () => {
    const file = path('missing.p2ptrace');
    const frames = Array.from({ length: 2000 }, () => message());
    const capture = await Capture.create(file, rotating);
    await fill(capture, frames);
    await capture.close();
    const all = capture.index.length - capture.index.firstRow;
    const [, second, , fourth] = await findEarlierSegments(file);
    unlinkSync(second!);
    const bytes = readFileSync(fourth!);
    writeFileSync(fourth!, bytes.subarray(0, bytes.length / 2));
    const opened = await Capture.open(file);
    const gaps = opened.index.losses.after(-1);
    assert.deepEqual(
      gaps.map(({ cause }) => cause),
      ['damaged'],
    );
    assert.equal(opened.index.length - opened.index.firstRow + gaps[0]!.count, all);
    assert.ok(opened.damagedBytes > 0);
    await opened.close();
  });

  it('leaves files of other captures alone', async () => {
    const file = path('mine.p2ptrace');
    writeFileSync(segmentPath(file, 1), Buffer.concat([hello, message()]));
    await assert.rejects(Capture.create(file), isUserError('file-exists'));
    const capture = await Capture.create(path('mine.p2ptrace'), { overwrite: true });
    const other = Buffer.from(hello);
    other[other.length - 9]! ^= 1;
    await capture.append(Buffer.concat([hello, message()]));
    await capture.close();
    assert.deepEqual(filesOf(file), [file]);
    writeFileSync(segmentPath(file, 1), Buffer.concat([other, message()]));
    const opened = await Capture.open(file);
    assert.equal(opened.index.length, 1);
    await opened.close();
    await removeCapture(file);
    assert.deepEqual(filesOf(file), []);
  });

  it('goes on where files are deleted more slowly than events arrive', async () => {
    const capture = await Capture.create(path('fast.p2ptrace'), rotating);
    await capture.append(hello);
    const frame = message({ payload: Buffer.alloc(300) });
    for (let i = 0; i < 20_000; i++) {
      await capture.append(frame);
      if (i % 50 === 0) await setImmediate();
    }
    await capture.flush();
    assert.equal((await capture.event(19_999)).kind, 'message');
    await capture.close();
    assert.ok(bytesOf(capture.path) <= LIMIT);
  });

  it('opens with the latest segments where there are more than a writer makes', async () => {
    const file = path('many.p2ptrace');
    const capture = await Capture.create(file);
    await capture.append(Buffer.concat([hello, message({ peer: 1 })]));
    await capture.close();
    for (let n = 1; n <= MOST_EARLIER_SEGMENTS + 10; n++) copyFileSync(file, segmentPath(file, n));
    const opened = await Capture.open(file);
    assert.equal(opened.index.length, MOST_EARLIER_SEGMENTS + 1);
    await opened.close();
  });

  it('takes a run that is larger than the limit', async () => {
    const capture = await Capture.create(path('large.p2ptrace'), rotating);
    const large = message({ payload: Buffer.alloc(100_000, 7) });
    const frames = [message(), large, message(), large, large, message()];
    await fill(capture, frames, 1);
    await capture.flush();
    assert.deepEqual(await capture.event(5), decodeEvent(frames[5]!));
    assert.ok(capture.index.firstRow >= 4);
    await capture.close();
    const opened = await Capture.open(capture.path);
    await assertHolds(opened, frames);
    await opened.close();
  });
});

describe('a capture with a limit that stops', () => {
  const path = temporaryDirectory();

  it('takes no more, says so once, counts on, and keeps what it has', async () => {
    const file = path('stops.p2ptrace');
    const frames = randomFrames(new Random(26), 1000).map((frame) => {
      frame.writeUInt32LE(0, 32);
      return frame;
    });
    const capture = await Capture.create(file, { limitBytes: 50_000, whenFull: 'stop' });
    const told: string[] = [];
    capture.onKeeping(({ kind }) => told.push(kind));
    await fill(capture, frames);
    assert.deepEqual(told, ['full']);
    assert.equal(capture.keeping.kind, 'full');
    const { index } = capture;
    assert.ok(index.length > 100 && index.length < 900);
    assert.equal(index.firstRow, 0);
    const gap = { count: frames.length - index.length, cause: 'limit' };
    assert.deepEqual(index.losses.after(index.length - 1), [gap]);
    await assertHolds(capture, frames.slice(0, index.length));
    await capture.close();
    assert.ok(statSync(file).size <= 50_000);

    const opened = await Capture.open(file);
    await assertHolds(opened, frames.slice(0, index.length));
    assert.deepEqual(opened.index.losses.after(index.length - 1), [gap]);
    await opened.close();
  });

  it('still says what is wrong with frames that it does not take', async () => {
    const capture = await Capture.create(path('bad.p2ptrace'), {
      limitBytes: 500,
      whenFull: 'stop',
    });
    await fill(capture, [message(), message(), message()], 1);
    assert.equal(capture.keeping.kind, 'full');
    await assert.rejects(capture.append(Buffer.alloc(48)), /cannot be 0 bytes/);
    await capture.close();
  });
});
