import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Capture } from '../../../src/capture/capture';
import { findRecoverable } from '../../../src/capture/store/recovery';
import { removeCapture } from '../../../src/capture/store/segmentNames';
import { isAbandoned, markerPath, unmark } from '../../../src/capture/store/writerMarker';
import { temporaryDirectory } from '../support/directory';
import { HELLO, hello, message } from '../support/frames';

const WRITER = join(__dirname, '../support/captureWriter.ts');

/** A process that writes a capture without end; resolves when it has rotated several times. */
async function startWriter(path: string, limit: number): Promise<ChildProcess> {
  const writer = spawn(process.execPath, ['--require', 'tsx/cjs', WRITER, path, String(limit)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: join(__dirname, '../../..'),
  });
  await once(writer.stdout, 'data');
  return writer;
}

async function kill(writer: ChildProcess): Promise<void> {
  const ended = once(writer, 'exit');
  writer.kill('SIGKILL');
  await ended;
}

describe('recovery', function () {
  this.timeout(60_000);
  const path = temporaryDirectory();

  it('finds a capture whose writer was killed, which opens to its last whole frame', async () => {
    const file = path('killed.p2ptrace');
    const directory = dirname(file);
    const writer = await startWriter(file, 4_000_000);
    assert.deepEqual(await findRecoverable(directory), []);
    await kill(writer);

    const [found, ...others] = await findRecoverable(directory);
    assert.deepEqual(others, []);
    assert.equal(found!.path, file);
    assert.deepEqual(found!.hello, HELLO);
    assert.ok(found!.size > 2_000_000 && found!.size <= 4_000_000);
    assert.ok(Math.abs(found!.lastWrittenMs - Date.now()) < 60_000);

    const opened = await Capture.open(file);
    const { index } = opened;
    assert.ok(index.firstRow > 0 && index.length - index.firstRow > 1000);
    assert.deepEqual(index.losses.after(-1), []);
    for (let row = index.firstRow; row < index.length; row += 97) {
      assert.equal(index.timeNs(row), row);
      assert.deepEqual(await opened.payload(row), Buffer.alloc(row % 2000, row));
    }
    await opened.close();
    await unmark(file);
    assert.deepEqual(await findRecoverable(directory), []);
    await removeCapture(file);
  });

  it('offers no capture that is open or was closed', async () => {
    const file = path('open.p2ptrace');
    const capture = await Capture.create(file, { recoverable: true });
    await capture.append(Buffer.concat([hello, message()]));
    await capture.flush();
    assert.ok(existsSync(markerPath(file)));
    assert.equal(statSync(markerPath(file)).mode & 0o777, 0o600);
    assert.deepEqual(await findRecoverable(dirname(file)), []);
    await capture.close();
    assert.ok(!existsSync(markerPath(file)));
    assert.deepEqual(await findRecoverable(dirname(file)), []);
  });

  it('leaves no marker unless asked to', async () => {
    const capture = await Capture.create(path('plain.p2ptrace'));
    assert.ok(!existsSync(markerPath(capture.path)));
    await capture.close();
  });

  it('leaves the marker of another capture of that name alone', async () => {
    const file = path('taken.p2ptrace');
    writeFileSync(file, hello);
    await assert.rejects(Capture.create(file, { recoverable: true }), /already exists/);
    assert.ok(!existsSync(markerPath(file)));
  });

  it('tells a process from a later one with its number, and from those it cannot see', async () => {
    const file = path('marked.p2ptrace');
    const capture = await Capture.create(file, { recoverable: true });
    await capture.append(hello);
    await capture.flush();
    const own = JSON.parse(readFileSync(markerPath(file), 'utf8')) as Record<string, unknown>;
    const abandoned = (changes: Record<string, unknown>, now?: number): Promise<boolean> => {
      writeFileSync(markerPath(file), JSON.stringify({ ...own, ...changes }));
      return isAbandoned(file, now);
    };
    assert.equal(await abandoned({}), false);
    assert.equal(await abandoned({ started: '1' }), true);
    assert.equal(await abandoned({ pid: 2 ** 22 + 1 }), true);
    assert.equal(await abandoned({ boot: 'another' }), true);
    assert.equal(await abandoned({ namespace: 'pid:[1]' }), false);
    assert.equal(await abandoned({ namespace: 'pid:[1]' }, Date.now() + 120_000), true);
    writeFileSync(markerPath(file), '{"pid":');
    assert.equal(await isAbandoned(file), true);
    await capture.close();
  });

  it('lists the latest first, and nothing that is not a capture', async () => {
    const directory = dirname(path('x'));
    for (const [i, name] of [
      'a.p2ptrace',
      'b.p2ptrace',
      'text.p2ptrace',
      'gone.p2ptrace',
    ].entries()) {
      writeFileSync(markerPath(path(name)), '');
      if (i < 2) writeFileSync(path(name), Buffer.concat([hello, message()]));
      if (i < 2) utimesSync(path(name), 1000 + i, 1000 + i);
    }
    writeFileSync(
      path('text.p2ptrace'),
      'Just some text that is long enough to be a header, or two.',
    );
    const found = await findRecoverable(directory);
    assert.deepEqual(
      found.map(({ path: file }) => file),
      [path('b.p2ptrace'), path('a.p2ptrace')],
    );
    assert.deepEqual(await findRecoverable(join(directory, 'missing')), []);
    for (const { path: file } of found) rmSync(markerPath(file));
  });
});
