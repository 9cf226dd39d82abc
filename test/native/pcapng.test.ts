import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { decodeEvent } from '../../src/shared/events/event';
import { temporaryDirectory } from '../unit/support/directory';
import { readPcapng } from '../unit/support/pcapngFrames';
import { tshark } from '../unit/support/tshark';
import { CliRun } from './cliRun';
import { running } from './running';
import { RunningNode, session } from './support';

const PLAY = ['--session', session, '--wait', '--speed', '50'];

describe('recording for Wireshark', () => {
  const path = temporaryDirectory();
  const { nodes, runs } = running();
  const readers: ChildProcess[] = [];
  afterEach(() => readers.splice(0).forEach((reader) => reader.kill()));

  async function record(file: string, flags: string[], play: string[]): Promise<CliRun> {
    const node = await RunningNode.start(...play);
    nodes.push(node);
    const cli = new CliRun(['record', file, ...flags, '--pid', `${node.pid}`]);
    runs.push(cli);
    return cli;
  }

  /** A capturing tshark at the other end of the pipe. */
  function reading(
    cli: CliRun,
    ...flags: string[]
  ): { child: ChildProcess; lines: () => string[] } {
    const fields = ['frame.number', 'bitcoin.command', 'frame.comment', 'frame.interface_name'];
    const child = spawn(
      'tshark',
      ['-l', '-i', '-', '-T', 'fields', ...fields.flatMap((field) => ['-e', field]), ...flags],
      { stdio: ['pipe', 'pipe', 'ignore'] },
    );
    readers.push(child);
    let text = '';
    child.stdout.on('data', (data: Buffer) => (text += data.toString()));
    cli.child.stdout!.pipe(child.stdin);
    child.stdin.on('error', () => cli.child.stdout!.destroy());
    return { child, lines: () => text.split('\n').slice(0, -1) };
  }

  const messagesOf = (stderr: string[]): number =>
    Number(/^(\d+) messages, \d+ bytes, 0 lost, 0 truncated$/.exec(stderr.at(-1)!)?.[1]);

  it('shows every message in a tshark that captures from the pipe', async () => {
    const cli = await record('-', ['--format', 'pcapng'], [...PLAY, '--loops', '1']);
    const { child, lines } = reading(cli);
    const ended = once(child, 'close');
    const { status, stderr } = await cli.finished;
    await ended;
    assert.equal(status, 0, stderr.join('\n'));
    const messages = messagesOf(stderr);
    assert.ok(messages > 2000, stderr.join('\n'));
    const rows = lines().map((line) => line.split('\t'));
    assert.equal(rows.filter(([, command]) => command !== '').length, messages);
    assert.match(rows[0]![3]!, /^demo-node-demo-\d+$/);
    assert.ok(rows.some(([, , comment]) => comment === 'peer 0: connected (manual)'));
  });

  it('shows them while the trace runs, and ends when the reader does', async () => {
    const cli = await record('-', ['--format', 'pcapng'], [...PLAY, '--loops', '0']);
    const { child, lines } = reading(cli);
    while (lines().length < 100) await wait(10);
    assert.equal(cli.child.exitCode, null);
    const ended = once(child, 'close');
    child.kill('SIGINT');
    await ended;
    const { status, stderr } = await cli.finished;
    assert.equal(status, 0, stderr.join('\n'));
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    it(`leaves a file that is whole when it is ended by ${signal}`, async () => {
      const file = path(`${signal}.pcapng`);
      const cli = await record(file, [], [...PLAY, '--loops', '0']);
      await cli.tracing();
      while (!existsSync(file) || readFileSync(file).length < 500_000) await wait(10);
      cli.child.kill(signal);
      const { status, stderr } = await cli.finished;
      assert.equal(status, 0, stderr.join('\n'));
      const messages = messagesOf(stderr);
      const { frames } = readPcapng(readFileSync(file));
      const events = frames.map((frame) => decodeEvent(frame));
      assert.equal(events.filter((event) => event?.kind === 'message').length, messages);
      assert.equal(events.at(-1)?.kind, 'statistics');
      const rows = tshark(file, ['bitcoin.command']);
      assert.equal(rows.filter(([command]) => command!.length > 0).length, messages);
      assert.ok(!existsSync(`${file}.open`));
    });

  it('keeps a file that is there', async () => {
    const file = path('there.pcapng');
    writeFileSync(file, 'there');
    const { status, stderr } = await CliRun.run('record', file, '--pid', `${process.pid}`);
    assert.equal(status, 1);
    assert.match(stderr.join('\n'), /already exists.*--force/s);
    assert.equal(readFileSync(file, 'utf8'), 'there');
  });
});
