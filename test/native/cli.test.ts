import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { logLine, rawLine } from '../../src/capture/export/trafficLine';
import { decodeEvent, type MessageEvent } from '../../src/shared/events/event';
import { forEachFrame } from '../unit/support/forEachFrame';
import { temporaryDirectory } from '../unit/support/directory';
import { CliRun, gone, type Finished } from './cliRun';
import { running } from './running';
import { demoNode, RunningNode, session } from './support';

const PLAY = ['--session', session, '--wait', '--speed', '50'];

interface JsonEvent {
  time: string;
  tracepoint: string;
  pid: number;
  sequence: number;
  bytes?: string;
}

/** The recorded messages, and how many events of any kind there are. */
function recorded(): { messages: MessageEvent[]; events: number } {
  const messages: MessageEvent[] = [];
  let events = 0;
  forEachFrame(gunzipSync(readFileSync(session)), (frame) => {
    const event = decodeEvent(Buffer.from(frame));
    if (event?.kind === 'message') messages.push(event);
    if (event && event.kind !== 'hello' && event.kind !== 'statistics') events++;
  });
  return { messages, events };
}

function lines(text: string): string[] {
  return text.split('\n').slice(0, -1);
}

function assertLines(text: string, expected: string[]): void {
  const printed = lines(text);
  const wrong = expected.findIndex((line, i) => printed[i] !== line);
  assert.equal(printed[wrong], expected[wrong], `line ${wrong}`);
  assert.equal(printed.length, expected.length);
}

describe('the command line', () => {
  const path = temporaryDirectory();
  const { messages, events } = recorded();
  const bytes = messages.reduce((sum, { size }) => sum + size, 0);
  const summary = `${messages.length} messages, ${bytes} bytes, 0 lost, 0 truncated`;

  const { nodes } = running();

  async function startNode(...args: string[]): Promise<RunningNode> {
    const node = await RunningNode.start(...args);
    nodes.push(node);
    return node;
  }

  /** Traces one play of the session, to the node's end. */
  async function traceSession(...args: string[]): Promise<Finished> {
    const node = await startNode(...PLAY, '--loops', '1');
    return CliRun.run(...args, '--pid', `${node.pid}`);
  }

  /** @param between What it says between its first line and its last. */
  function assertClean(
    { status, stderr: said }: Finished,
    last = summary,
    between = [/^The node \(pid \d+\) ended\.$/],
  ): void {
    assert.equal(status, 0, said.join('\n'));
    // Where the machine is busy it may have to wait for something.
    const stderr = said.filter((line) => !line.startsWith('Stopping: '));
    assert.equal(stderr.at(-1), last);
    assert.equal(stderr.length, 2 + between.length, said.join('\n'));
    for (const [i, line] of between.entries()) assert.match(stderr[i + 1]!, line);
  }

  it('lists the node', async () => {
    const node = await startNode(...PLAY);
    const { status, stdout } = await CliRun.run('nodes');
    assert.equal(status, 0);
    const line = lines(stdout).find((text) => text.startsWith(`${node.pid} `));
    assert.match(line ?? '', /demo-node +demo +18 +root +- /);
    assert.ok(line?.endsWith(demoNode()));
  });

  it('prints each message as Core’s log script does, until the node ends', async () => {
    const finished = await traceSession('log');
    assertClean(finished);
    assertLines(finished.stdout, messages.map(logLine));
  });

  it('prints each message with its payload', async () => {
    const finished = await traceSession('raw');
    assertClean(finished);
    assertLines(finished.stdout, messages.map(rawLine));
  });

  it('prints every event as JSON, in wall time', async () => {
    const before = Date.now();
    const finished = await traceSession('json');
    assertClean(finished);
    const objects = lines(finished.stdout).map((line) => JSON.parse(line) as JsonEvent);
    const printed = objects.filter((object) => !('node' in object));
    assert.ok(printed.length < objects.length, 'it says who the process is');
    // At the end of a play the demo node closes what is still open.
    const surplus = printed.slice(events).map(({ tracepoint }) => tracepoint);
    assert.ok(
      surplus.every((name) => name === 'closed_connection'),
      surplus.join(),
    );
    assert.ok(printed.length >= events);
    const payloads = printed.filter(({ tracepoint }) => tracepoint.endsWith('_message'));
    assert.deepEqual(
      payloads.map((event) => event.bytes),
      messages.map(({ payload }) => payload.toString('hex')),
    );
    for (const { time } of printed) {
      const ms = Number(BigInt(time) / 1_000_000n);
      assert.ok(ms >= before - 5 && ms <= Date.now() + 5, `${ms} from ${before}`);
    }
  });

  it('records what it prints later, in each format', async () => {
    assertClean(await traceSession('record', path('capture')));
    const log = await CliRun.run('print', path('capture'));
    assertLines(log.stdout, messages.map(logLine));
    const raw = await CliRun.run('print', path('capture'), '--format', 'raw');
    assertLines(raw.stdout, messages.map(rawLine));
    const json = await CliRun.run('print', path('capture'), '--format', 'json');
    assert.ok(lines(json.stdout).length >= events);
    for (const { status, stderr } of [log, raw, json]) {
      assert.equal(status, 0);
      assert.deepEqual(stderr, ['']);
    }
  });

  it('overwrites no file unless forced to', async () => {
    writeFileSync(path('precious'), 'x');
    const refused = await traceSessionOf('record', path('precious'));
    assert.equal(refused.status, 1);
    assert.match(refused.stderr.join(' '), /already exists.*--force/);
    assert.equal(readFileSync(path('precious'), 'utf8'), 'x');
    const forced = await traceSessionOf('record', path('precious'), '--force', '--count', '1');
    assert.equal(forced.status, 0, forced.stderr.join('\n'));
    assert.notEqual(readFileSync(path('precious'), 'utf8'), 'x');
  });

  /** Traces a node that plays for ever. */
  async function traceSessionOf(...args: string[]): Promise<Finished> {
    const node = await startNode(...PLAY, '--loops', '0');
    const finished = await CliRun.run(...args, '--pid', `${node.pid}`);
    return finished;
  }

  for (const format of ['log', 'raw'])
    it(`stops ${format} after exactly --count messages`, async () => {
      const finished = await traceSessionOf(format, '--count', '100');
      const first = messages.slice(0, 100);
      assertLines(finished.stdout, first.map(format === 'log' ? logLine : rawLine));
      const size = first.reduce((sum, message) => sum + message.size, 0);
      assertClean(finished, `100 messages, ${size} bytes, 0 lost, 0 truncated`, []);
    });

  it('records exactly --count messages', async () => {
    await traceSessionOf('record', path('counted'), '--count', '7');
    const { stdout } = await CliRun.run('print', path('counted'));
    assertLines(stdout, messages.slice(0, 7).map(logLine));
  });

  it('captures no payload for log, and calls none truncated', async () => {
    const burst = ['--wait', '--burst', '3000', '--size', '100000'];
    const node = await startNode(...burst);
    // A hundredth of the payloads.
    const log = ['log', '--ring-size', '4M', '--pid', `${node.pid}`];
    const finished = await CliRun.run(...log);
    assertClean(finished, '3000 messages, 300000000 bytes, 0 lost, 0 truncated');
    assert.ok(lines(finished.stdout).every((line) => line.endsWith(' with 100000 bytes')));
  });

  it('cuts at --snap-length, and says so', async () => {
    const finished = await traceSession('json', '--snap-length', '16');
    const cut = messages.filter(({ size }) => size > 16).length;
    const [, , lost, truncated] = finished.stderr.at(-1)!.split(', ');
    assert.deepEqual([lost, truncated], ['0 lost', `${cut} truncated`]);
    const longest = Math.max(
      ...lines(finished.stdout).map((line) => (JSON.parse(line) as JsonEvent).bytes?.length ?? 0),
    );
    assert.equal(longest, 32);
  });

  it('lets through --direction, --type and --peer from the first event on', async () => {
    const peers = [...new Set(messages.map(({ peer }) => peer))].slice(0, 2);
    const filter = ['--direction', 'in', '--type', 'inv,tx', '--peer', peers.join()];
    const wanted = messages.filter(
      ({ direction, messageType, peer }) =>
        direction === 'inbound' && ['inv', 'tx'].includes(messageType) && peers.includes(peer),
    );
    assert.ok(wanted.length > 0 && wanted.length < messages.length);
    const finished = await traceSession('log', ...filter);
    const size = wanted.reduce((sum, message) => sum + message.size, 0);
    assertClean(finished, `${wanted.length} messages, ${size} bytes, 0 lost, 0 truncated`);
    assertLines(finished.stdout, wanted.map(logLine));
  });

  it('records the latest up to --limit', async () => {
    const burst = ['--burst', '100', '--size', '1000000', '--rate', '200'];
    const node = await startNode('--wait', ...burst);
    const recorded = ['record', path('limited'), '--limit', '32M', '--pid', `${node.pid}`];
    assertClean(
      await CliRun.run(...recorded),
      '100 messages, 100000000 bytes, 0 lost, 0 truncated',
    );
    const files = readdirSync(path('.')).filter((name) => name.startsWith('limited'));
    const bytes = files.reduce((sum, name) => sum + statSync(path(name)).size, 0);
    assert.ok(bytes > 20e6 && bytes <= 32 * 2 ** 20, `${bytes} bytes`);
  });

  it('stops after --duration', async () => {
    const start = performance.now();
    const { status, stderr } = await traceSessionOf('log', '--duration', '0.5');
    assert.equal(status, 0);
    assert.match(stderr.at(-1)!, /^[0-9]+ messages, /);
    assert.ok(performance.now() - start >= 500);
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    it(`stops cleanly on ${signal}, with all it counted printed, and leaves nothing`, async () => {
      const node = await startNode(...PLAY, '--loops', '0');
      mkdirSync(path(signal));
      const sockets = { TMPDIR: path(signal), XDG_RUNTIME_DIR: '' };
      const cli = new CliRun(['log', '--pid', `${node.pid}`], undefined, sockets);
      await cli.printed(10_000);
      const helper = cli.helperPid();
      cli.child.kill(signal);
      const { status, stdout, stderr } = await cli.finished;
      assert.equal(status, 0);
      assert.equal(stderr.at(-1)!.split(' ')[0], `${lines(stdout).length}`);
      await gone(helper);
      assert.deepEqual(readdirSync(path(signal)), []);
    });

  it('goes on over restarts with --binary, having waited for the first start', async () => {
    const cli = new CliRun(['log', '--binary', demoNode()]);
    await cli.tracing();
    for (let i = 0; i < 2; i++) {
      const node = await startNode(...PLAY, '--loops', '1');
      await node.ended();
      await cli.says(`The node (pid ${node.pid}) ended.`);
    }
    cli.child.kill('SIGINT');
    const { status, stdout, stderr } = await cli.finished;
    assert.equal(status, 0);
    for (const { pid } of nodes)
      assert.ok(
        stderr.some((line) => line.startsWith(`The node (pid ${pid}) ended. The trace goes`)),
      );
    const expected = messages.map(logLine);
    assertLines(stdout, [...expected, ...expected]);
  });

  it('ends when nobody reads its output any more, and says what that missed', async () => {
    const node = await startNode(...PLAY, '--loops', '0');
    const cli = new CliRun(['raw', '--pid', `${node.pid}`]);
    await cli.printed(1000);
    cli.child.stdout!.destroy();
    const { status, stderr } = await cli.finished;
    assert.equal(status, 0);
    assert.match(
      stderr.at(-1)!,
      /^\d+ messages, \d+ bytes, 0 lost, 0 truncated, \d+ not delivered$/,
    );
  });

  it('says that the helper was killed; the node runs on', async () => {
    const node = await startNode(...PLAY, '--loops', '0');
    const cli = new CliRun(['log', '--pid', `${node.pid}`]);
    await cli.printed(1000);
    process.kill(cli.helperPid(), 'SIGKILL');
    const { status, stderr } = await cli.finished;
    assert.equal(status, 1);
    assert.match(
      stderr.at(-2)!,
      /^\d+ messages, .* at least \d+ lost, 0 truncated; the end of the trace is missing$/,
    );
    assert.match(stderr.at(-1)!, /node keeps running/);
    process.kill(node.pid, 0);
  });

  it('leaves no helper behind when it is killed itself', async () => {
    const node = await startNode(...PLAY, '--loops', '0');
    const cli = new CliRun(['log', '--pid', `${node.pid}`]);
    await cli.printed(1000);
    const helper = cli.helperPid();
    cli.child.kill('SIGKILL');
    assert.ok((await gone(helper)) < 3000);
  });
});
