import assert from 'node:assert/strict';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { CliRun, gone, type Finished } from './cliRun';
import { running } from './running';
import { demoNode, RunningNode } from './support';

/** Messages that the node fires, of this many bytes: as text more than pipe and socket hold together. */
const FIRED = 6011;
const SIZE = 1000;
const BURST = ['--wait', '--burst', `${FIRED}`, '--size', `${SIZE}`];
/** Milliseconds that a reader sleeps: longer than a trace that ends once waited for it … */
const ASLEEP = 4000;
/** … and longer than it waits for a helper. */
const DEEP_ASLEEP = 9000;

const WHOLE = `${FIRED} messages, ${FIRED * SIZE} bytes, 0 lost, 0 truncated`;

/** Whole lines, but for those that say who a process is. */
function linesOf({ stdout }: Finished): number {
  const whole = stdout.split('\n').slice(0, -1);
  return whole.filter((line) => !/^\{"time":"\d+","node":/.test(line)).length;
}

describe('the end of a trace in a terminal', () => {
  const { nodes, runs } = running();

  /** All is fired, and nobody has read yet. @param target By its path it does not end with the node. */
  async function fired(target: 'pid' | 'binary', ...args: string[]): Promise<CliRun> {
    const named = target === 'binary' && CliRun.unread(...args, '--binary', demoNode());
    if (named) await named.tracing();
    const node = await RunningNode.start(...BURST);
    nodes.push(node);
    const cli = named || CliRun.unread(...args, '--pid', `${node.pid}`);
    runs.push(cli);
    await node.fired();
    await node.ended();
    return cli;
  }

  async function woken(cli: CliRun): Promise<Finished> {
    cli.child.stdout!.resume();
    return cli.finished;
  }

  const ways: [string, 'pid' | 'binary', string[], (cli: CliRun) => unknown][] = [
    ['its node ends', 'pid', [], () => undefined],
    ['--duration is over', 'binary', ['--duration', '8'], () => undefined],
    ['it gets SIGINT', 'binary', [], (cli) => cli.child.kill('SIGINT')],
    ['it gets SIGTERM', 'binary', [], (cli) => cli.child.kill('SIGTERM')],
    ['its terminal is closed', 'binary', [], (cli) => twice(cli, 'SIGHUP')],
  ];
  for (const [when, target, args, end] of ways)
    it(`waits for a slow reader when ${when}, which gets all of it`, async () => {
      const cli = await fired(target, 'json', ...args);
      const helper = cli.helperPid();
      end(cli);
      await cli.says('waiting for the reader');
      await wait(when === 'its node ends' ? DEEP_ASLEEP : ASLEEP);
      process.kill(helper, 0);
      const finished = await woken(cli);
      assert.equal(linesOf(finished), FIRED);
      assert.equal(finished.stderr.at(-1), WHOLE);
      assert.equal(finished.status, 0);
      await gone(helper);
    });

  it('waits for a slow reader to take exactly --count messages', async () => {
    const cli = await fired('binary', 'raw', '--count', '2000');
    await wait(ASLEEP);
    const finished = await woken(cli);
    assert.equal(linesOf(finished), 2000);
    assert.equal(
      finished.stderr.at(-1),
      `2000 messages, ${2000 * SIZE} bytes, 0 lost, 0 truncated`,
    );
    assert.equal(finished.status, 0);
  });

  it('comes at once with a second Ctrl-C, and says what was not delivered', async () => {
    const cli = await fired('binary', 'json');
    const helper = cli.helperPid();
    cli.child.kill('SIGINT');
    await cli.says('Press Ctrl-C again');
    cli.child.kill('SIGINT');
    await once(cli.child, 'exit');
    // As a program that Ctrl-C ends: 130 in a shell.
    assert.equal(cli.child.signalCode, 'SIGINT');
    const finished = await woken(cli);
    await gone(helper);
    const said = finished.stderr.at(-2)!;
    const [, messages, missed] =
      /^(\d+) messages, \d+ bytes, 0 lost, 0 truncated, (\d+) not delivered$/.exec(said) ?? [];
    assert.equal(Number(messages), FIRED, said);
    // What the pipe took of the text that was under way is counted as not delivered.
    assert.ok(Number(missed) >= FIRED - linesOf(finished), said);
    assert.ok(Number(missed) < FIRED, said);
    assert.match(finished.stderr.at(-1)!, /ended before its reader had taken [\d,]+ messages/);
  });

  it('says that it is missing when the helper is stopped, and ends the helper', async () => {
    const node = await RunningNode.start(...BURST);
    nodes.push(node);
    const cli = new CliRun(['json', '--pid', `${node.pid}`]);
    runs.push(cli);
    await cli.tracing();
    const helper = cli.helperPid();
    process.kill(helper, 'SIGSTOP');
    await node.fired();
    const { status, stderr } = await cli.finished;
    assert.equal(status, 1);
    assert.match(
      stderr.at(-2)!,
      /^\d+ messages, \d+ bytes, at least 0 lost, 0 truncated; the end of the trace is missing$/,
    );
    assert.match(stderr.at(-1)!, /end of the trace is missing: .*more may be lost/);
    await gone(helper);
  });

  it('does not wait for a stopped helper after a second Ctrl-C', async () => {
    const cli = new CliRun(['json', '--binary', demoNode()]);
    runs.push(cli);
    await cli.tracing();
    const helper = cli.helperPid();
    process.kill(helper, 'SIGSTOP');
    cli.child.kill('SIGINT');
    await cli.says('waiting for the tracing helper');
    cli.child.kill('SIGINT');
    const { stderr } = await cli.finished;
    assert.equal(cli.child.signalCode, 'SIGINT');
    assert.match(stderr.join('\n'), /at least 0 lost, .*the end of the trace is missing/);
    await gone(helper);
  });

  it('is whole though the client was stopped for a while', async () => {
    const cli = await fired('binary', 'json');
    cli.child.kill('SIGSTOP');
    cli.child.kill('SIGINT');
    await wait(DEEP_ASLEEP);
    cli.child.kill('SIGCONT');
    const finished = await woken(cli);
    assert.equal(linesOf(finished), FIRED);
    assert.equal(finished.stderr.at(-1), WHOLE);
    assert.equal(finished.status, 0);
  });
});

function twice({ child }: CliRun, signal: NodeJS.Signals): void {
  child.kill(signal);
  // One signal that waits is one.
  setTimeout(() => child.kill(signal), 200);
}
