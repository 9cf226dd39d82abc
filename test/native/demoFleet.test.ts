import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { eventually } from '../e2e/eventually';
import { CliRun, gone } from './cliRun';
import { kernelObjects, stillThere } from './kernelObjects';

/** Processes that this one has started, and those that they have. */
function descendants(pid: number): number[] {
  const children = readdirSync('/proc').filter((entry) => parentOf(entry) === pid);
  return children.map(Number).flatMap((child) => [child, ...descendants(child)]);
}

function parentOf(entry: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}

function commandLine(pid: number): string {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
}

describe('npm run demo:fleet', function () {
  this.timeout(120_000);
  let demo: ChildProcess;
  let said = '';
  beforeEach(() => {
    said = '';
    demo = spawn(process.execPath, ['scripts/demoFleet.mjs', '--no-window', '--no-build'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [demo.stdout!, demo.stderr!])
      stream.on('data', (text: Buffer) => (said += text.toString()));
  });
  afterEach(async () => {
    if (demo.exitCode !== null || demo.signalCode !== null) return;
    demo.kill('SIGINT');
    await once(demo, 'exit');
  });

  /** @returns The address of its server. */
  async function saysIt(text: string): Promise<string> {
    await eventually(text, () => {
      assert.equal(demo.exitCode, null, said);
      return Promise.resolve(said.includes(text));
    });
    return /nats:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0] ?? '';
  }

  /** Two signals: a terminal sends one, and npm another. @returns Its exit status. */
  async function interrupt(): Promise<number | null> {
    const exited = once(demo, 'exit') as Promise<[number | null]>;
    demo.kill('SIGINT');
    demo.kill('SIGINT');
    return (await exited)[0];
  }

  it('has messages of three nodes, and leaves nothing when it ends', async () => {
    const url = await saysIt('Press Ctrl-C');
    for (const name of ['berlin', 'oslo', 'tokyo']) {
      const read = ['--nats', url, '--node', name, '--from=-1m', '--count', '20'];
      const { status, stdout, stderr } = await CliRun.run('log', ...read);
      assert.equal(status, 0, stderr.join('\n'));
      assert.equal(stdout.trimEnd().split('\n').length, 20, name);
    }
    const pids = descendants(demo.pid!);
    const commands = pids.map(commandLine);
    const count = (part: string) => commands.filter((command) => command.includes(part)).length;
    assert.equal(count('/demo-node --session'), 3, commands.join('\n'));
    assert.equal(count('cli.js publish'), 3);
    assert.equal(count('helper.js'), 3);
    assert.equal(count('nats.conf'), 1);
    const held = pids.flatMap(kernelObjects);
    assert.notEqual(held.length, 0);
    const directory = /-c (\S+)\/nats\.conf/.exec(commands.join('\n'))![1]!;
    assert.ok(existsSync(directory));

    assert.equal(await interrupt(), 0, said);
    assert.match(said, /Stopped\.\s*$/);
    for (const name of ['berlin', 'oslo', 'tokyo'])
      assert.match(said, new RegExp(`^${name}: \\d+ messages, \\d+ bytes, 0 lost`, 'm'));
    for (const pid of pids) await gone(pid);
    assert.deepEqual(stillThere(held), []);
    assert.ok(!existsSync(directory));
  });

  it('ends likewise while it is still starting', async () => {
    await saysIt('berlin: Tracing');
    const pids = descendants(demo.pid!);
    assert.equal(await interrupt(), 0, said);
    assert.doesNotMatch(said, /A fleet of three nodes/);
    for (const pid of pids) await gone(pid);
  });

  it('ends when its server does, and says so', async () => {
    await saysIt('Press Ctrl-C');
    const pids = descendants(demo.pid!);
    const server = pids.find((pid) => commandLine(pid).includes('nats.conf'))!;
    process.kill(server, 'SIGKILL');
    const [status] = (await once(demo, 'exit')) as [number];
    assert.equal(status, 1);
    assert.match(said, /The NATS server ended/);
    for (const pid of pids) await gone(pid);
  });
});
