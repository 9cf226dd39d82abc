import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { FrameSource } from '../../../../src/capture/sources/frameSource';
import { kindOf, openSource, SOURCE_KINDS } from '../../../../src/capture/sources/openSource';
import { UserError } from '../../../../src/shared/errors/userError';
import type { Source } from '../../../../src/shared/source';
import { temporaryDirectory } from '../../support/directory';
import { HELLO, hello, message, statistics } from '../../support/frames';

/** All that a source gives, and how it ends. */
async function drain(source: Source) {
  const runs: Buffer[] = [];
  source.flow((run) => {
    runs.push(Buffer.from(run));
    return Promise.resolve();
  });
  const end = await source.ended;
  return { bytes: Buffer.concat(runs), end };
}

const isUnreadable = (error: unknown) =>
  error instanceof UserError && error.code === 'unreadable-capture';

describe('openSource', () => {
  const path = temporaryDirectory();
  const whole = Buffer.concat([hello, message({ sequence: 1 }), message({ sequence: 2 })]);

  it('gives a capture file byte for byte, the hello first, and then ends', async () => {
    writeFileSync(path('capture'), whole);
    const source = await openSource(path('capture'));
    assert.equal(source.hello.binary, HELLO.binary);
    assert.ok(source.capture);
    const { bytes, end } = await drain(source);
    assert.ok(bytes.equals(whole));
    assert.deepEqual(end, { reason: 'finished', complete: true });
    assert.equal(source.contents.index.length, 2);
    source.dispose();
  });

  it('leaves out what is not a whole frame, and says how much that is', async () => {
    writeFileSync(path('cut'), whole.subarray(0, whole.length - 8));
    const source = await openSource(path('cut'));
    const { bytes, end } = await drain(source);
    assert.equal(bytes.length, hello.length + message().length);
    assert.equal(source.damagedBytes, message().length - 8);
    assert.deepEqual(end, { reason: 'finished', complete: false });
    source.dispose();
  });

  it('stops between two runs, also before it has begun', async () => {
    writeFileSync(path('stopped'), whole);
    const source = await openSource(path('stopped'));
    assert.deepEqual(await source.stop(), { reason: 'stopped', complete: false });
    source.dispose();
  });

  it('says what is wrong with what is of no kind', async () => {
    writeFileSync(path('text'), 'x'.repeat(100));
    for (const name of ['text', 'missing'])
      await assert.rejects(openSource(path(name)), isUnreadable, name);
    await assert.rejects(openSource('nats://127.0.0.1'), isUnreadable);
  });

  it('knows each kind by its own files', async () => {
    writeFileSync(path('own'), whole);
    assert.equal((await kindOf(path('own'))).name, 'P2P trace');
    assert.equal(new Set(SOURCE_KINDS.map(({ name }) => name)).size, SOURCE_KINDS.length);
  });
});

describe('FrameSource', () => {
  // eslint-disable-next-line @typescript-eslint/require-await -- What it stands for waits.
  async function* frames(): AsyncGenerator<Buffer, void> {
    yield hello;
    yield Buffer.concat([message({ sequence: 1 }), message({ sequence: 2, lost: 3 })]);
    yield statistics(2);
  }

  it('knows what it gave, and what is missing before it', async () => {
    const appended: number[] = [];
    const source = new FrameSource(HELLO, frames, {
      onAppend: ({ from, to, frame }) => appended.push(from, to, frame(to - 1).length),
    });
    const { end, bytes } = await drain(source);
    assert.deepEqual(end, { reason: 'finished', complete: true });
    assert.ok(bytes.subarray(0, hello.length).equals(hello));
    assert.equal(source.contents.index.length, 2);
    assert.deepEqual(source.contents.index.losses.before(1), [{ count: 3, cause: 'ring-full' }]);
    assert.deepEqual(appended, [0, 2, message().length]);
  });

  it('ends with the error of what it reads, or of who takes it', async () => {
    const broken = new FrameSource(HELLO, async function* () {
      yield hello;
      await Promise.reject(new Error('connection lost'));
    });
    assert.equal((await drain(broken)).end.error?.message, 'connection lost');
    const refused = new FrameSource(HELLO, frames);
    refused.flow(() => Promise.reject(new Error('EPIPE')));
    assert.deepEqual(await refused.ended, {
      reason: 'stopped',
      complete: false,
      error: new Error('EPIPE'),
    });
  });
});
