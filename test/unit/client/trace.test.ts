import assert from 'node:assert/strict';
import { existsSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { mock } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { Socket } from 'node:net';
import type { SummonOptions } from '../../../src/client/summon';
import { Trace } from '../../../src/client/trace';
import type { Sink } from '../../../src/shared/source';
import { encodeFilter } from '../../../src/shared/helper/traceFilter';
import { CONTROL_SIZE, decodeControl } from '../../../src/shared/helper/control';
import { dialogDismissed } from '../../../src/shared/errors/launchErrors';
import { encodeFailure } from '../../../src/shared/frames/failure';
import { NONCE_SIZE } from '../../../src/shared/helper/nonce';
import { UserError } from '../../../src/shared/errors/userError';
import { EventFlag, HELLO, hello, message, statistics } from '../support/frames';
import { fakeLauncher, socketPathOf, type FakeLaunch } from './fakeHelper';

const frame = message({ payload: Buffer.from('payload') });
/** What a whole stream ends with. */
const last = statistics(1, 0, EventFlag.Final);

function isUserError(code: string) {
  return (error: unknown) => error instanceof UserError && error.code === code;
}

describe('trace', () => {
  let received: Buffer[];
  let directory: string;
  let stages: string[];
  let notices: UserError[];

  async function start(
    play: (launch: FakeLaunch) => void,
    { sink, ...more }: Partial<SummonOptions> & { sink?: Sink } = {},
  ) {
    received = [];
    stages = [];
    notices = [];
    const trace = await Trace.start({
      target: { kind: 'binary', binary: '/usr/bin/bitcoind' },
      helperPath: resolve('dist/helper.js'),
      launcher: fakeLauncher((launch) => {
        directory = dirname(socketPathOf(launch.command));
        play(launch);
      }),
      onProgress: (stage) => stages.push(stage),
      onNotice: (notice) => notices.push(notice),
      ...more,
    });
    trace.flow(
      sink ??
        ((run) => {
          received.push(Buffer.from(run));
          return Promise.resolve();
        }),
    );
    return trace;
  }

  /** A helper that traces. @param then Gets its socket after the hello. */
  const helperThat = (then: (socket: Socket) => void) => (launch: FakeLaunch) => {
    const socket = launch.dial();
    socket.write(hello);
    then(socket);
  };

  afterEach(() => assert.ok(!existsSync(directory), 'the socket’s directory is left behind'));

  it('awaits its helper in a private directory, and takes all it sends', async () => {
    let mode = 0;
    const trace = await start((launch) => {
      mode = statSync(directory).mode & 0o777;
      helperThat((socket) => socket.write(frame))(launch);
    });
    assert.equal(mode, 0o700);
    assert.deepEqual(trace.hello, HELLO);
    assert.deepEqual(stages, ['asking for permission', 'attaching', 'waiting for the first event']);
    while (Buffer.concat(received).length < hello.length + frame.length) await wait(5);
    assert.deepEqual(Buffer.concat(received), Buffer.concat([hello, frame]));
    trace.dispose();
    assert.equal((await trace.ended).reason, 'stopped');
  });

  it('stops in order: what comes after the request still arrives', async () => {
    const trace = await start(
      helperThat((socket) =>
        socket.on('data', (record) => {
          assert.deepEqual(decodeControl(record), { verb: 'stop' });
          socket.end(Buffer.concat([frame, last]));
        }),
      ),
    );
    assert.deepEqual(await trace.stop(), { reason: 'stopped', complete: true });
    assert.deepEqual(Buffer.concat(received), Buffer.concat([hello, frame, last]));
  });

  for (const [how, bytes] of [
    ['breaks', frame.subarray(0, 50)],
    ['ends after a whole frame', frame],
    ['ends after statistics that are not the last', Buffer.concat([frame, statistics(1)])],
    [
      'ends with a farewell',
      Buffer.concat([frame, encodeFailure({ code: 'interrupted', detail: 'SIGTERM' })]),
    ],
  ] as const)
    it(`says that the end is missing where the stream ${how}`, async () => {
      const trace = await start(helperThat((socket) => socket.on('data', () => socket.end(bytes))));
      const end = await trace.stop();
      assert.equal(end.reason, 'stopped');
      assert.equal(end.complete, false);
      assert.ok(isUserError('end-missing')(end.error));
    });

  it('waits for a sink that is slow for longer than for a helper that is silent', async () => {
    let release: (() => void) | undefined;
    const sink = (run: Buffer) =>
      run.equals(hello) ? Promise.resolve() : new Promise<void>((resolve) => (release = resolve));
    const trace = await start(
      helperThat((socket) => socket.on('data', () => socket.end(Buffer.concat([frame, last])))),
      { sink },
    );
    const clock = mock.timers;
    clock.enable({ apis: ['setInterval'] });
    try {
      const stopped = trace.stop();
      while (!release) await wait(5);
      clock.tick(3_600_000);
      release();
      assert.deepEqual(await stopped, { reason: 'stopped', complete: true });
    } finally {
      clock.reset();
    }
  });

  it('gives up a helper that is silent though nobody keeps it waiting', async () => {
    const trace = await start(helperThat(() => undefined));
    const clock = mock.timers;
    clock.enable({ apis: ['setInterval'] });
    try {
      const stopped = trace.stop();
      clock.tick(20_000);
      const end = await stopped;
      assert.equal(end.complete, false);
      assert.ok(isUserError('end-missing')(end.error));
    } finally {
      clock.reset();
    }
  });

  it('says that it stopped because the node ended', async () => {
    const trace = await start(helperThat((socket) => socket.on('data', () => socket.end(last))));
    assert.deepEqual(await trace.stop('node-ended'), { reason: 'node-ended', complete: true });
  });

  it('reads no more while the sink is busy', async () => {
    let written = 0;
    let release!: () => void;
    const busy = new Promise<void>((resolve) => (release = resolve));
    const big = message({ payload: Buffer.alloc(1_000_000) });
    const trace = await start(
      helperThat((socket) => {
        for (let i = 0; i < 20; i++) socket.write(big, () => written++);
        socket.on('data', () => socket.end());
      }),
      { sink: () => busy },
    );
    await wait(200);
    assert.ok(written < 5, `${written} of 20 MB were read`);
    release();
    while (written < 20) await wait(5);
    await trace.stop();
  });

  it('asks for one process only', async () => {
    const records: Buffer[] = [];
    const trace = await start(
      helperThat((socket) => socket.on('data', (data) => records.push(data))),
    );
    trace.onlyPid(77);
    while (Buffer.concat(records).length < CONTROL_SIZE) await wait(5);
    assert.deepEqual(decodeControl(Buffer.concat(records)), {
      verb: 'set-filter',
      filter: encodeFilter({}, 77),
    });
    trace.dispose();
  });

  it('narrows what is traced, and refuses what the kernel cannot hold', async () => {
    const records: Buffer[] = [];
    const trace = await start(
      helperThat((socket) => socket.on('data', (data) => records.push(data))),
    );
    const filter = { direction: 'inbound', messageTypes: ['inv'], peers: [4] } as const;
    trace.setFilter(filter);
    trace.onlyPid(77);
    while (Buffer.concat(records).length < 2 * CONTROL_SIZE) await wait(5);
    const last = Buffer.concat(records).subarray(CONTROL_SIZE);
    assert.deepEqual(decodeControl(last), {
      verb: 'set-filter',
      filter: encodeFilter(filter, 77),
    });
    assert.throws(() => trace.setFilter({ peers: [-1] }), RangeError);
    trace.dispose();
  });

  it('reports a helper that was killed, and that the node runs on', async () => {
    const trace = await start(
      helperThat((socket) => {
        socket.write(frame.subarray(0, 50));
        socket.end();
      }),
    );
    const end = await trace.ended;
    assert.equal(end.reason, 'helper-ended');
    assert.equal(end.complete, false);
    assert.match(end.error!.message, /node keeps running/);
    assert.deepEqual(Buffer.concat(received), hello, 'half a frame came through');
  });

  it('takes a helper that was interrupted in order as stopped', async () => {
    const farewell = encodeFailure({ code: 'interrupted', detail: 'SIGINT' });
    const trace = await start(helperThat((socket) => socket.end(Buffer.concat([last, farewell]))));
    assert.deepEqual(await trace.ended, { reason: 'stopped', complete: true });
    assert.deepEqual(Buffer.concat(received), Buffer.concat([hello, last]));
  });

  for (const [what, garbage] of [
    ['bytes that are not a frame', Buffer.from('HTTP/1.1 200 OK\r\n\r\n')],
    ['a second hello', hello],
  ] as const)
    it(`ends on ${what} amid the stream, with what was before`, async () => {
      const trace = await start(
        helperThat((socket) => socket.write(Buffer.concat([frame, garbage]))),
      );
      const end = await trace.ended;
      assert.equal(end.reason, 'bad-stream');
      assert.ok(isUserError('bad-stream')(end.error));
      assert.equal(Buffer.concat(received).indexOf(garbage.subarray(0, 20), 1), -1);
    });

  it('drops a connection of garbage, reports it and goes on waiting', async () => {
    const trace = await start((launch) => {
      const stranger = launch.dial();
      stranger.write('GET / HTTP/1.1\r\n\r\n');
      stranger.on('close', () => helperThat(() => undefined)(launch));
    });
    assert.deepEqual(
      notices.map((notice) => notice.code),
      ['bad-stream'],
    );
    trace.dispose();
  });

  it('takes nobody who does not know its secret, though all else be right', async () => {
    const trace = await start((launch) => {
      const stranger = launch.dial(Buffer.alloc(NONCE_SIZE, 1));
      stranger.write(hello);
      stranger.on('close', () => helperThat(() => undefined)(launch));
    });
    assert.match(notices[0]!.message, /does not know the secret/);
    trace.dispose();
  });

  it('takes nobody once its socket was replaced', async () => {
    const failing = start((launch) => {
      const path = socketPathOf(launch.command);
      renameSync(path, `${path}.moved`);
      writeFileSync(path, '');
      const stranger = launch.dial(undefined, `${path}.moved`);
      stranger.write(hello);
      stranger.on('close', () => launch.end());
    });
    await assert.rejects(failing, /the socket was replaced/);
  });

  it('keeps one connection of two that both greet', async () => {
    let closed = 0;
    const trace = await start((launch) => {
      for (let i = 0; i < 2; i++)
        helperThat((socket) => socket.on('close', () => closed++))(launch);
    });
    while (closed === 0) await wait(5);
    await wait(50);
    assert.equal(closed, 1);
    trace.dispose();
  });

  it('says what the helper could not do', async () => {
    const failing = start((launch) => {
      launch.dial().end(encodeFailure({ code: 'no-probes', detail: 'none' }));
      launch.end();
    });
    await assert.rejects(failing, isUserError('no-probes'));
  });

  it('says why the launcher did not launch', async () => {
    await assert.rejects(
      start((launch) => launch.end(dialogDismissed())),
      isUserError('dialog-dismissed'),
    );
  });

  it('says that the helper never came', async () => {
    await assert.rejects(
      start((launch) => launch.end()),
      isUserError('helper-broken'),
    );
  });

  it('says that only garbage came', async () => {
    const failing = start((launch) => {
      launch.dial().end('garbage garbage garbage garbage');
      launch.end();
    });
    await assert.rejects(failing, isUserError('bad-stream'));
  });

  it('refuses to start where tracing cannot be', async () => {
    const platform = Object.getOwnPropertyDescriptor(process, 'platform')!;
    directory = '/nonexistent';
    Object.defineProperty(process, 'platform', { ...platform, value: 'darwin' });
    try {
      await assert.rejects(
        start(() => assert.fail('launched')),
        isUserError('not-linux'),
      );
    } finally {
      Object.defineProperty(process, 'platform', platform);
    }
  });

  for (const [when, play] of [
    ['before the helper connects', () => undefined],
    ['while it attaches', (launch: FakeLaunch) => void launch.dial()],
  ] as const)
    it(`can be cancelled ${when}`, async () => {
      const cancel = new AbortController();
      let aborted = false;
      const starting = start(
        (launch) => {
          launch.signal.addEventListener('abort', () => (aborted = true));
          play(launch);
          setTimeout(() => cancel.abort(), 30);
        },
        { signal: cancel.signal },
      );
      await assert.rejects(starting, isUserError('cancelled'));
      assert.ok(aborted, 'the launcher was not told');
    });

  it('is not launched when it is cancelled already', async () => {
    directory = '/nonexistent';
    const starting = start(() => assert.fail('launched'), { signal: AbortSignal.abort() });
    await assert.rejects(starting, isUserError('cancelled'));
  });

  it('stops when the sink fails, and says why', async () => {
    const trace = await start(
      helperThat((socket) => socket.write(frame)),
      { sink: () => Promise.reject(new Error('ENOSPC')) },
    );
    const end = await trace.ended;
    assert.equal(end.reason, 'stopped');
    assert.match(end.error!.message, /ENOSPC/);
  });
});
