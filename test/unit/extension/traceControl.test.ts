import { noSource } from '../support/noSource';
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { existsSync, readdirSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { Dialogs } from '../../../src/extension/host/dialogs';
import { Recordings } from '../../../src/extension/captures/recordings';
import { Spool } from '../../../src/extension/captures/spool';
import { Stage } from '../../../src/extension/captures/stage';
import { TraceControl, type TraceDependencies } from '../../../src/extension/start/traceControl';
import { dialogDismissed, dialogImpossible } from '../../../src/shared/errors/launchErrors';
import { readTraceNote } from '../../../src/extension/start/traceNote';
import type { UserError } from '../../../src/shared/errors/userError';
import { encodeHello } from '../../../src/shared/frames/hello';
import { fakeLauncher } from '../client/fakeHelper';
import { HELLO } from '../support/frames';
import { temporaryDirectory } from '../support/directory';

/** Whatever is launched ends with this error, before it has connected. */
const failing = (error: UserError) => ({
  launch: () => ({ ended: Promise.resolve(error) }),
});

describe('TraceControl', () => {
  const path = temporaryDirectory();
  let shown: string[] = [];
  const dialogs = {
    progress: (title, work) =>
      work((text) => shown.push(`${title}: ${text}`), new AbortController().signal),
  } as Pick<Dialogs, 'progress'> as Dialogs;

  function controlOf(change: Partial<TraceDependencies>): TraceControl {
    return new TraceControl({
      stage: new Stage(),
      recordings: new Recordings(noSource),
      spool: new Spool(path('captures')),
      window: 'a',
      dialogs: () => dialogs,
      settings: () => ({
        ringSize: 2 ** 26,
        snapLength: 4_000_000,
        captureLimit: undefined,
        whenCaptureFull: 'rotate',
        filter: {},
        coins: false,
      }),
      isTrusted: () => true,
      launcherKinds: () => ['pkexec', 'terminal'],
      launcher: () => failing(dialogDismissed()),
      openFleet: () => Promise.reject(new Error('no fleet')),
      helperPath: resolve('dist/helper.js'),
      demoBinary: '/demo-node',
      ...change,
    });
  }
  /** A node that certainly runs: this process. */
  const choice = {
    kind: 'node',
    node: {
      pid: process.pid,
      name: 'bitcoind',
      binary: process.execPath,
      chain: 'regtest',
      dataDirectory: '/d',
      probes: ['inbound_message'] as string[],
      probesKnown: true,
      user: 'a',
    },
  } as const;

  it('starts nothing in Restricted Mode, and says why', async () => {
    let asked = 0;
    const control = controlOf({
      isTrusted: () => false,
      launcher: () => {
        asked++;
        return failing(dialogDismissed());
      },
    });
    await assert.rejects(control.start({ choice }), { code: 'untrusted-workspace' });
    assert.equal(asked, 0);
    assert.equal(control.tracing, false);
  });

  it('leaves nothing of a start that failed', async () => {
    const stage = new Stage();
    const control = controlOf({ stage });
    const starting = control.start({ choice });
    assert.equal(control.tracing, true);
    await assert.rejects(control.start({ choice }), { code: 'already-tracing' });
    await assert.rejects(starting, { code: 'dialog-dismissed' });
    assert.equal(control.tracing, false);
    assert.equal(stage.recording, undefined);
    assert.ok(existsSync(path('captures')));
    assert.deepEqual(readdirSync(path('captures')), []);
  });

  it('names what will run as root, and which node it traces', async () => {
    shown = [];
    await assert.rejects(controlOf({}).start({ choice }), { code: 'dialog-dismissed' });
    assert.ok(shown[0]!.includes(`to run ${resolve('dist/helper.js')} as root`), shown[0]);
    assert.ok(shown[0]!.startsWith('Tracing bitcoind · regtest: '), shown[0]);
  });

  it('lets a terminal ask where no dialog can', async () => {
    const kinds: string[] = [];
    const control = controlOf({
      launcher: (kind) => {
        kinds.push(kind);
        return failing(kind === 'pkexec' ? dialogImpossible('no agent') : dialogDismissed());
      },
    });
    await assert.rejects(control.start({ choice }), { code: 'dialog-dismissed' });
    assert.deepEqual(kinds, ['pkexec', 'terminal']);
  });

  it('does not start what cannot be traced', async () => {
    const control = controlOf({});
    const without = { kind: 'node' as const, node: { ...choice.node, probes: [] } };
    await assert.rejects(control.start({ choice: without }), { code: 'no-probes' });
    const gone = { kind: 'node', node: { ...choice.node, pid: 2 ** 22 } } as const;
    await assert.rejects(control.start({ choice: gone }), { code: 'node-vanished' });
  });

  it('says that not all tracepoints are attached, and shows it from the first moment', async () => {
    const unattached = [{ name: 'outbound_message', reason: 'its operand cannot be read' }];
    const stage = new Stage();
    let shownPartial: number | undefined;
    stage.onDidChange(() => (shownPartial ??= stage.recording?.unattached.length));
    const launcher = fakeLauncher((launch) => {
      const socket = launch.dial();
      socket.write(encodeHello({ ...HELLO, unattached }));
      // What the client says last is that it stops.
      socket.on('data', () => socket.end());
      launch.signal.addEventListener('abort', () => socket.destroy());
    });
    const control = controlOf({ stage, launcher: () => launcher, launcherKinds: () => ['direct'] });
    const notices: UserError[] = [];
    control.onDidFail((notice) => notices.push(notice));
    await control.start({ choice });
    assert.equal(shownPartial, 1);
    assert.deepEqual(
      notices.map(({ code }) => code),
      ['not-all-attached'],
    );
    assert.match(notices[0]!.message, /net:outbound_message: its operand cannot be read\./);
    await control.stop();
    stage.dispose();
    control.dispose();
  });

  /** A helper that goes on until `end` is called, and something is said to it after that. */
  function endless() {
    let over = false;
    const launcher = fakeLauncher((launch) => {
      const socket = launch.dial();
      socket.write(encodeHello(HELLO));
      socket.on('data', () => {
        if (over) socket.end();
      });
      launch.signal.addEventListener('abort', () => socket.destroy());
    });
    return { launcher, end: () => (over = true) };
  }

  it('leaves word with its capture when its window is reloaded', async () => {
    const { launcher, end } = endless();
    const stage = new Stage();
    const spool = new Spool(path('left'));
    const change = { stage, spool, launcher: () => launcher, window: 'this one' };
    const control = controlOf({ ...change, launcherKinds: () => ['direct'] });
    await control.start({ choice });
    const { path: file } = stage.recording!.capture;
    const note = async () => readTraceNote((await spool.marked())[0]?.note ?? '');
    const expected = {
      title: 'bitcoind · regtest',
      choice: { kind: 'node', binary: process.execPath, network: 'regtest', dataDirectory: '/d' },
      window: 'this one',
    };
    while ((await spool.marked()).length === 0) await wait(20);
    // Should it be killed.
    assert.deepEqual(await note(), { ...expected, left: false });
    end();
    await control.leave();
    assert.equal((await spool.marked())[0]?.path, file);
    assert.deepEqual(await note(), { ...expected, left: true });
    stage.dispose();
    control.dispose();
    // A trace that is stopped is not left.
    await control.leave();
  });

  it('leaves nothing of a trace that was stopped', async () => {
    const { launcher, end } = endless();
    const spool = new Spool(path('stopped'));
    const control = controlOf({ spool, launcher: () => launcher, launcherKinds: () => ['direct'] });
    await control.start({ choice });
    end();
    await control.stop();
    await control.leave();
    assert.deepEqual(await spool.marked(), []);
    control.dispose();
  });

  it('starts another while the one before is still being stopped', async () => {
    const { launcher, end } = endless();
    const change = { launcher: () => launcher, launcherKinds: () => ['direct'] as const };
    const control = controlOf({ spool: new Spool(path('again')), ...change });
    await control.start({ choice });
    end();
    const stopping = control.stop();
    control.check('local');
    const starting = control.start({ choice });
    // Only one of them, whoever else waits.
    await assert.rejects(control.start({ choice }), { code: 'already-tracing' });
    await stopping;
    await starting;
    assert.equal(control.tracing, true);
    await control.stop();
    control.dispose();
  });

  it('starts another after one that was stopped while it started', async () => {
    const { launcher, end } = endless();
    const never = { launch: () => ({ ended: new Promise<undefined>(() => undefined) }) };
    const launchers = [never, launcher];
    const change = { launcher: () => launchers.shift()!, launcherKinds: () => ['direct'] as const };
    const control = controlOf({ spool: new Spool(path('early')), ...change });
    const first = control.start({ choice });
    await wait(100);
    await control.stop();
    const second = control.start({ choice });
    await assert.rejects(first, { code: 'cancelled' });
    await second;
    end();
    await control.stop();
    control.dispose();
  });

  it('can be stopped while it starts', async () => {
    const launcher = { launch: () => ({ ended: new Promise<undefined>(() => undefined) }) };
    const control = controlOf({ launcher: () => launcher });
    const starting = control.start({ choice });
    setTimeout(() => void control.stop(), 100);
    await assert.rejects(starting, { code: 'cancelled' });
    assert.equal(control.tracing, false);
  });
});
