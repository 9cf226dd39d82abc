import assert from 'node:assert/strict';
import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { Capture, type Append } from '../../../src/capture/capture';
import { decodeEvent } from '../../../src/shared/events/event';
import { MalformedFrame } from '../../../src/shared/frames/frameReader';
import { FrameSplitter } from '../../../src/shared/frames/frameSplitter';
import { encodeHello } from '../../../src/shared/frames/hello';
import { MESSAGE } from '../../../src/shared/events/messages';
import { HEADER } from '../../../src/shared/frames/layout';
import { UserError } from '../../../src/shared/errors/userError';
import { temporaryDirectory } from '../support/directory';
import {
  connection,
  EventKind,
  HELLO,
  hello,
  message,
  statistics,
  unknownFrame,
} from '../support/frames';
import { Random } from '../support/random';
import { randomFrames } from '../support/randomFrames';

function isUserError(code: string, text: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof UserError && error.code === code && text.test(error.message);
}

/** Every row's event equals what decodeEvent says of the frame that was appended. */
async function assertHolds(capture: Capture, frames: Buffer[]): Promise<void> {
  assert.equal(capture.index.length, frames.length);
  for (const [row, frame] of frames.entries())
    assert.deepEqual(await capture.event(row), decodeEvent(frame), `row ${row}`);
}

describe('Capture', () => {
  const path = temporaryDirectory();

  it('gives back what came in, whatever the chunks were, live and opened again', async () => {
    const random = new Random(1);
    const frames = randomFrames(random, 600);
    const stream = Buffer.concat([hello, ...frames]);
    const live = await Capture.create(path('splits'));
    const splitter = new FrameSplitter();
    for (let at = 0; at < stream.length;) {
      const length = 1 + random.below(random.pick([3, 100, 5000]));
      for (const run of splitter.push(Buffer.from(stream.subarray(at, at + length))))
        await live.append(run);
      at += length;
    }
    assert.deepEqual(live.hello, HELLO);
    await assertHolds(live, frames);
    await live.close();

    assert.deepEqual(readFileSync(path('splits')), stream);
    const opened = await Capture.open(path('splits'));
    assert.deepEqual(opened.hello, HELLO);
    assert.equal(opened.damagedBytes, 0);
    await assertHolds(opened, frames);
    await opened.close();
  });

  it('reads rows at once, before they are in the file', async () => {
    const capture = await Capture.create(path('pending'));
    const payload = new Random(2).bytes(50_000);
    void capture.append(Buffer.concat([hello, message({ payload, type: 'tx' })]));
    assert.equal(capture.index.length, 1);
    assert.deepEqual(await capture.payload(0), payload);
    assert.deepEqual(await capture.payload(0, 49_990), payload.subarray(49_990));
    assert.deepEqual(await capture.payload(0, 10, 20), payload.subarray(10, 30));
    assert.equal((await capture.payload(0, 60_000)).length, 0);
    await capture.close();
  });

  it('has no payload for a connection event', async () => {
    const capture = await Capture.create(path('connection'));
    await capture.append(Buffer.concat([hello, connection(EventKind.ClosedConnection)]));
    assert.equal((await capture.payload(0)).length, 0);
    await capture.close();
  });

  it('reports new rows with their frames within append', async () => {
    const capture = await Capture.create(path('events'));
    const frames = randomFrames(new Random(3), 20);
    const seen: Buffer[] = [];
    let outside: Append | undefined;
    capture.onAppend((append) => {
      assert.equal(append.index, capture.index);
      assert.equal(append.from, seen.length);
      for (let row = append.from; row < append.to; row++) seen.push(Buffer.from(append.frame(row)));
      assert.throws(() => append.frame(append.to), RangeError);
      outside = append;
    });
    await capture.append(hello);
    assert.equal(outside, undefined);
    void capture.append(Buffer.concat([statistics(1), ...frames.slice(0, 12)]));
    assert.equal(seen.length, 12);
    await capture.append(Buffer.concat(frames.slice(12)));
    assert.deepEqual(seen, frames);
    await capture.close();

    const reopened: Buffer[] = [];
    const opened = await Capture.open(path('events'), {
      onAppend: ({ from, to, frame }) => {
        for (let row = from; row < to; row++) reopened.push(Buffer.from(frame(row)));
      },
    });
    assert.deepEqual(reopened, frames);
    await opened.close();
  });

  it('keeps statistics and kinds it does not know in the file, without rows', async () => {
    const capture = await Capture.create(path('other'));
    const run = Buffer.concat([hello, unknownFrame(), statistics(5), message(), statistics(7, 2)]);
    await capture.append(run);
    assert.equal(capture.index.length, 1);
    assert.equal(capture.statistics?.events, 7);
    assert.equal(capture.statistics.lostRingFull, 2);
    assert.equal(capture.fileSize, run.length);
    await capture.close();

    const opened = await Capture.open(path('other'));
    assert.equal(opened.statistics?.events, 7);
    const runs: Buffer[] = [];
    for await (const part of opened.runs()) runs.push(Buffer.from(part));
    assert.deepEqual(Buffer.concat(runs), run);
    await opened.close();
  });

  it('opens up to the last whole frame, wherever the file was cut', async function () {
    this.timeout(30_000);
    const frames = [
      message({ payload: Buffer.alloc(5, 7) }),
      connection(EventKind.ClosedConnection),
    ];
    const file = Buffer.concat([hello, ...frames]);
    const ends = [hello.length, hello.length + frames[0]!.length];
    for (let length = file.length - 1; length >= hello.length; length--) {
      writeFileSync(path('cut'), file);
      truncateSync(path('cut'), length);
      const opened = await Capture.open(path('cut'));
      const rows = length >= ends[1]! ? 1 : 0;
      await assertHolds(opened, frames.slice(0, rows));
      assert.equal(opened.damagedBytes, length - ends[rows]!);
      const runs: Buffer[] = [];
      for await (const run of opened.runs()) runs.push(Buffer.from(run));
      assert.equal(Buffer.concat(runs).length, ends[rows]);
      await opened.close();
      assert.equal(statSync(path('cut')).size, length);
    }
    for (let length = 0; length < hello.length; length += 7) {
      writeFileSync(path('cut'), file.subarray(0, length));
      await assert.rejects(
        Capture.open(path('cut')),
        isUserError('unreadable-capture', /hello|it is empty/),
      );
    }
  });

  it('opens up to a frame that contradicts the layout', async () => {
    const good = message({ type: 'inv' });
    const beyond = message({ payload: Buffer.alloc(8) });
    beyond.writeUInt32LE(9, MESSAGE.captured);
    const badStart = message();
    badStart.writeUInt32LE(180, MESSAGE.payloadOffset);
    const short = Buffer.from(message().subarray(0, 64));
    short.writeUInt32LE(64, HEADER.length);
    const noLength = Buffer.alloc(64);
    const tooLong = Buffer.alloc(64, 0xff);
    for (const bad of [beyond, badStart, short, noLength, tooLong]) {
      writeFileSync(path('bad'), Buffer.concat([hello, good, bad, good]));
      const opened = await Capture.open(path('bad'));
      await assertHolds(opened, [good]);
      assert.equal(opened.damagedBytes, bad.length + good.length);
      let bytes = 0;
      for await (const run of opened.runs()) bytes += run.length;
      assert.equal(bytes, hello.length + good.length);
      await opened.close();
    }
  });

  it('reports a bad frame in a stream and keeps what came before it', async () => {
    const capture = await Capture.create(path('bad-stream'));
    const beyond = message();
    beyond.writeUInt32LE(1, MESSAGE.captured);
    await capture.append(hello);
    let told = 0;
    capture.onAppend(({ from, to }) => (told += to - from));
    await assert.rejects(
      capture.append(Buffer.concat([message(), beyond, message()])),
      MalformedFrame,
    );
    await assert.rejects(capture.append(Buffer.alloc(48)), /cannot be 0 bytes/);
    assert.equal(told, 1);
    await assertHolds(capture, [message()]);
    await capture.close();
    assert.equal(statSync(path('bad-stream')).size, hello.length + message().length);
  });

  it('begins with a hello', async () => {
    const capture = await Capture.create(path('no-hello'));
    await assert.rejects(capture.append(message()), /hello/);
    await capture.close();
  });

  it('says clearly what is not a capture', async () => {
    const refused = (name: string, text: RegExp): Promise<void> =>
      assert.rejects(Capture.open(path(name)), isUserError('unreadable-capture', text));
    writeFileSync(
      path('text'),
      'Just some text that is long enough to be looked at as a frame header.',
    );
    await refused('text', /hello/);
    writeFileSync(path('headless'), message());
    await refused('headless', /hello/);
    writeFileSync(path('future'), encodeHello({ ...HELLO, version: 3 }));
    await refused('future', /format version 3; this release reads versions 1 to 2/);
    await refused('missing', /: there is no such file \(ENOENT\)\./);
    await refused('.', /not a regular file/);
  });

  it('overwrites a file only when told to', async () => {
    writeFileSync(path('exists'), 'precious');
    await assert.rejects(Capture.create(path('exists')), isUserError('file-exists', /exists/));
    // Whoever traces in a window has no command line.
    await assert.rejects(Capture.create(path('exists')), (error) => !String(error).includes('--'));
    assert.equal(readFileSync(path('exists'), 'utf8'), 'precious');
    const capture = await Capture.create(path('exists'), { overwrite: true });
    await capture.append(hello);
    await capture.close();
    assert.deepEqual(readFileSync(path('exists')), hello);
    await assert.rejects(
      Capture.create(path('no/directory')),
      isUserError('capture-failed', /: its folder does not exist \(ENOENT\)\./),
    );
  });

  it('says when the disk is full, to each append and at the end', async () => {
    const capture = await Capture.create('/dev/full', { overwrite: true });
    const full = isUserError('capture-failed', /: no space is left on the disk \(ENOSPC\)\./);
    await capture.append(Buffer.concat([hello, message()]));
    await assert.rejects(capture.flush(), full);
    await assert.rejects(capture.append(message()), full);
    await assert.rejects(capture.event(0), isUserError('unreadable-capture', /ENOSPC/));
    assert.equal(capture.index.length, 1);
    await assert.rejects(capture.close(), full);
  });

  it('says when an opened file was cut meanwhile', async () => {
    writeFileSync(path('shrunk'), Buffer.concat([hello, message()]));
    const opened = await Capture.open(path('shrunk'));
    truncateSync(path('shrunk'), hello.length);
    await assert.rejects(opened.event(0), isUserError('unreadable-capture', /it ends before byte/));
    await opened.close();
  });

  it('does not write into an opened file', async () => {
    writeFileSync(path('read-only'), Buffer.concat([hello, message()]));
    const opened = await Capture.open(path('read-only'));
    const refused = isUserError('capture-failed', /not open for writing/);
    await assert.rejects(opened.append(message()), refused);
    await assertHolds(opened, [message()]);
    await opened.close();
  });
});
