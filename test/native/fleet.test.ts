import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Capture } from '../../src/capture/capture';
import { isMessage } from '../../src/capture/index/eventIndex';
import { eventually } from '../e2e/eventually';
import { NatsServer } from '../unit/fleet/natsServer';
import { temporaryDirectory } from '../unit/support/directory';
import { CliRun } from './cliRun';
import { running } from './running';
import { RunningNode, session } from './support';

/** Messages of the demo's older session. */
const MESSAGES = 2453;

describe('a fleet of traced nodes', function () {
  this.timeout(120_000);
  const path = temporaryDirectory();
  const { nodes, runs } = running();
  let server: NatsServer;
  before(async () => (server = await NatsServer.start()));
  after(() => server.dispose());

  async function nodeOf(...play: string[]): Promise<RunningNode> {
    const node = await RunningNode.start('--session', session, '--wait', ...play);
    nodes.push(node);
    return node;
  }

  async function publish(node: RunningNode, name: string): Promise<CliRun> {
    const pid = `${node.pid}`;
    const spool = ['--spool', path(`spool-${name}`)];
    const cli = new CliRun([
      'publish',
      '--nats',
      server.url,
      '--pid',
      pid,
      '--name',
      name,
      ...spool,
    ]);
    runs.push(cli);
    await cli.tracing();
    return cli;
  }

  async function recorded(file: string): Promise<Map<string, number>> {
    const capture = await Capture.open(file);
    await capture.close();
    const { index, nodes: table } = capture;
    const counts = new Map<string, number>();
    for (let row = index.firstRow; row < index.length; row++) {
      if (!isMessage(index.kind(row))) continue;
      const { pid } = index.peers[index.peer(row)]!;
      const name = table.of(pid, row)?.name ?? '';
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    assert.equal(index.losses.total('undelivered'), 0);
    return counts;
  }

  it('is recorded whole, each node by its name, live and from what the stream holds', async () => {
    const record = ['record', path('live'), '--nats', server.url, '--from', '-1m'];
    // The first agent makes the stream.
    let follow: CliRun | undefined;
    // One after the other, since a tracer of one wakes every node of the same binary that waits for one.
    for (const name of ['berlin', 'oslo']) {
      const agent = await publish(await nodeOf('--speed', '10', '--loops', '1'), name);
      if (!follow) runs.push((follow = new CliRun(record)));
      const { status, stderr } = await agent.finished;
      assert.equal(status, 0, stderr.join('\n'));
      assert.match(stderr.at(-1)!, /^2453 messages, \d+ bytes, 0 lost, 0 truncated$/);
    }
    await eventually('all that was published', async () => {
      const { stdout } = await CliRun.run('print', '--nats', server.url, '--format', 'log');
      return stdout.trimEnd().split('\n').length === 2 * MESSAGES;
    });
    follow!.child.kill('SIGINT');
    const { status, stderr } = await follow!.finished;
    assert.equal(status, 0, stderr.join('\n'));
    const counts = await recorded(path('live'));
    assert.deepEqual(Object.fromEntries(counts), { berlin: MESSAGES, oslo: MESSAGES });
  });

  it('shows a gap where an agent was killed', async () => {
    const node = await nodeOf('--loops', '0', '--speed', '20');
    const first = await publish(node, 'killed');
    const text = async () => {
      const print = ['print', '--nats', server.url, '--node', 'killed', '--format', 'text'];
      const { stdout, stderr } = await CliRun.run(...print);
      return [stdout, ...stderr].join('\n');
    };
    await eventually('the first messages', async () => (await text()).includes(' ping '));
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    const second = await publish(node, 'killed');
    await eventually('a gap', async () => (await text()).includes('the node was not traced'));
    second.child.kill('SIGINT');
    assert.equal((await second.finished).status, 0);
  });
});
