import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { Ending } from '../../../src/cli/ending';

describe('ending', () => {
  let calls: string[];
  let said: string;
  let sink: { busy: boolean; waiting: number; drop: () => void };
  let ending: Ending;

  beforeEach(() => {
    calls = [];
    said = '';
    sink = { busy: false, waiting: 0, drop: () => calls.push('drop') };
    const trace = {
      stop: (reason = 'stopped') => {
        calls.push(reason);
        return new Promise<never>(() => undefined);
      },
      abandon: () => void calls.push('abandon'),
    };
    ending = new Ending(trace, sink, 'the reader');
    mock.timers.enable({ apis: ['setInterval', 'setTimeout'] });
    mock.method(process.stderr, 'write', (text: string) => (said += text));
  });
  afterEach(() => {
    mock.restoreAll();
    mock.timers.reset();
    ending.dispose();
  });

  it('says at once what a Ctrl-C waits for, and how to wait no longer', () => {
    Object.assign(sink, { busy: true, waiting: 1234 });
    ending.interrupt('SIGINT');
    mock.timers.tick(600);
    assert.match(said, /at least 1,234 messages waiting for the reader\. Press Ctrl-C again/);
    assert.deepEqual(calls, ['stopped']);
    ending.interrupt('SIGINT');
    assert.deepEqual(calls, ['stopped', 'stopped', 'drop']);
    assert.equal(ending.impatience, 'SIGINT');
    // The helper detaches first, and hands over the rest.
    mock.timers.tick(2000);
    assert.equal(calls.at(-1), 'drop');
    mock.timers.tick(500);
    assert.equal(calls.at(-1), 'abandon');
  });

  it('says nothing where it does not wait', () => {
    ending.interrupt('SIGINT');
    mock.timers.tick(2500);
    assert.equal(said, '');
    ending.dispose();
    mock.timers.tick(60_000);
    assert.equal(said, '');
  });

  it('says that the helper is silent', () => {
    ending.interrupt('SIGTERM');
    mock.timers.tick(3000);
    assert.match(said, /waiting for the tracing helper/);
  });

  it('takes the first Ctrl-C after what it said at an end of its own as the answer', () => {
    Object.assign(sink, { busy: true, waiting: 1 });
    ending.stop('node-ended');
    mock.timers.tick(600);
    assert.match(said, /at least 1 message waiting for the reader\. Press Ctrl-C to end/);
    ending.interrupt('SIGTERM');
    assert.equal(ending.impatience, undefined);
    ending.interrupt('SIGINT');
    assert.equal(ending.impatience, 'SIGINT');
  });

  it('takes a SIGHUP that comes twice as one', () => {
    ending.interrupt('SIGHUP');
    ending.interrupt('SIGHUP');
    assert.equal(ending.impatience, undefined);
    ending.interrupt('SIGTERM');
    assert.equal(ending.impatience, 'SIGTERM');
  });
});
