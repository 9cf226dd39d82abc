import assert from 'node:assert/strict';
import type { Dialogs } from '../../../src/extension/host/dialogs';
import { StartCommand } from '../../../src/extension/start/startCommand';
import type { Remembered } from '../../../src/extension/start/startChoices';
import type { StartRequest, TraceControl } from '../../../src/extension/start/traceControl';
import { helperEnded } from '../../../src/shared/errors/helperErrors';
import { cancelled, dialogDismissed } from '../../../src/shared/errors/launchErrors';
import { untrustedWorkspace } from '../../../src/shared/errors/setupErrors';
import { noProbes } from '../../../src/shared/errors/targetErrors';
import { alreadyTracing, notAllAttached } from '../../../src/shared/errors/traceErrors';

/** A command with scripted answers: buttons under errors, files, and outcomes of starts. */
function scripted(script: {
  starts?: (Error | undefined)[];
  buttons?: string[];
  file?: string;
  /** What is traced already. */
  runs?: string;
}) {
  const { starts = [], buttons = [], file, runs } = script;
  const log = {
    requests: [] as StartRequest[],
    errors: [] as string[],
    warnings: [] as string[],
    stops: 0,
    starting: 0,
    notStarted: 0,
    started: 0,
  };
  const acts: string[] = [];
  let kept: Remembered | undefined;
  const control: Pick<TraceControl, 'check' | 'start' | 'stop' | 'tracesDemo'> = {
    tracesDemo: runs === 'demo',
    check: () => {
      if (runs !== undefined) throw alreadyTracing(runs);
    },
    start: (request) => {
      log.requests.push(request);
      const error = starts.shift();
      return error ? Promise.reject(error) : Promise.resolve();
    },
    stop: () => {
      log.stops++;
      return Promise.resolve();
    },
  };
  const dialogs: Dialogs = {
    pick: (_title, _placeholder, items) => {
      const demo = items.find(({ label }) => label.includes('Demo'));
      return Promise.resolve(demo?.value);
    },
    pickGrowing: () => Promise.resolve(undefined),
    pickMany: () => Promise.resolve(undefined),
    ask: () => Promise.resolve(undefined),
    openFile: () => Promise.resolve(file),
    saveFile: () => Promise.resolve(undefined),
    error: (text, offered) => {
      log.errors.push(text);
      const button = buttons.shift();
      assert.ok(button === undefined || offered.includes(button), offered.join());
      return Promise.resolve(button);
    },
    warn: (text) => {
      log.warnings.push(text);
      return Promise.resolve(undefined);
    },
    inform: () => Promise.resolve(undefined),
    progress: (_title, work) => work(() => undefined, new AbortController().signal),
  };
  const command = new StartCommand({
    control: control as TraceControl,
    dialogs: () => dialogs,
    lastChoice: { get: () => kept, set: (choice) => (kept = choice) },
    askFleet: () => Promise.resolve(undefined),
    act: (action) => acts.push(action),
    onStarting: () => {
      log.starting++;
      return () => log.notStarted++;
    },
    onStarted: () => log.started++,
  });
  return { command, log, acts, kept: () => kept };
}

describe('StartCommand', () => {
  it('asks, starts, remembers and shows', async () => {
    const { command, log, kept } = scripted({});
    await command.run();
    assert.deepEqual(log.requests, [{ choice: { kind: 'demo' }, launcher: undefined }]);
    assert.deepEqual(kept(), { kind: 'demo' });
    assert.deepEqual([log.starting, log.notStarted, log.started], [1, 0, 1]);
  });

  it('shows the demo that runs already, and says so of any other trace', async () => {
    const shown = scripted({ runs: 'demo' });
    await shown.command.run({ choice: { kind: 'demo' } });
    assert.deepEqual(shown.log.errors, []);
    assert.deepEqual([shown.log.requests.length, shown.log.started], [0, 1]);
    for (const { runs, choice } of [
      { runs: 'demo', choice: undefined },
      { runs: 'bitcoind', choice: { kind: 'demo' } as const },
    ]) {
      const { command, log } = scripted({ runs });
      await command.run(choice && { choice });
      assert.match(log.errors[0]!, /is already running/);
      assert.equal(log.started, 0);
    }
  });

  it('tries again, or in a terminal, with the same choice', async () => {
    const { command, log } = scripted({
      starts: [dialogDismissed(), dialogDismissed()],
      buttons: ['Try Again', 'Use a Terminal'],
    });
    await command.run();
    assert.deepEqual(
      log.requests.map(({ launcher }) => launcher),
      [undefined, undefined, 'terminal'],
    );
    assert.ok(log.requests.every(({ choice }) => choice.kind === 'demo'));
  });

  it('shows what happened and what to do next, and gives up when dismissed', async () => {
    const { command, log } = scripted({ starts: [noProbes('/bin/x')] });
    await command.run();
    assert.equal(log.requests.length, 1);
    assert.match(log.errors[0]!, /\/bin\/x has no net:\* tracepoints.*WITH_USDT/s);
    assert.deepEqual([log.starting, log.notStarted, log.started], [1, 1, 0]);
  });

  it('traces a binary that was browsed for', async () => {
    const { command, log, kept } = scripted({
      starts: [noProbes('/bin/x')],
      buttons: ['Browse…'],
      file: '/opt/bitcoind',
    });
    await command.run();
    assert.deepEqual(log.requests[1]?.choice, { kind: 'binary', binary: '/opt/bitcoind' });
    assert.deepEqual(kept(), { kind: 'binary', binary: '/opt/bitcoind' });
  });

  it('stops and starts anew when told to', async () => {
    const { command, log } = scripted({
      starts: [alreadyTracing('bitcoind')],
      buttons: ['Stop and Start Again'],
    });
    await command.run();
    assert.equal(log.stops, 1);
    assert.equal(log.requests.length, 2);
  });

  it('does what other buttons say without starting', async () => {
    const { command, log, acts } = scripted({
      starts: [untrustedWorkspace()],
      buttons: ['Manage Trust'],
    });
    await command.run();
    assert.deepEqual(acts, ['manage-trust']);
    assert.equal(log.requests.length, 1);
  });

  it('warns only where the trace goes on', async () => {
    const { command, log } = scripted({});
    await command.failed(notAllAttached('net:outbound_message: why.'));
    await command.failed(helperEnded());
    assert.equal(log.warnings.length, 1);
    assert.match(log.warnings[0]!, /sees only some.*net:outbound_message: why\./);
    assert.equal(log.errors.length, 1);
  });

  it('says nothing of what the user cancelled', async () => {
    const { command, log } = scripted({ starts: [cancelled()] });
    await command.run();
    assert.deepEqual(log.errors, []);
  });

  it('starts the same again after a trace that ended by itself', async () => {
    const { command, log } = scripted({ buttons: ['Try Again'] });
    await command.run();
    await command.failed(helperEnded());
    assert.deepEqual(log.requests[1], log.requests[0]);
  });
});
