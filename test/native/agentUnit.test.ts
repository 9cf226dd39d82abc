import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, chownSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readMachine } from '../../src/client/preflight/readMachine';
import { neededCapabilities } from '../../src/client/preflight/ways';
import { eventually } from '../e2e/eventually';
import { NatsServer } from '../unit/fleet/natsServer';
import { CliRun, gone } from './cliRun';
import { hardened } from './hardened';
import { makeTestUser, type TestUser } from './testUser';
import { assertPowerless } from './threads';
import { startUsersNode } from './userRun';

const UNIT = 'deploy/bitcoin-p2p-trace-agent@.service';
const OPT = '/opt/bitcoin-p2p-trace';

/** The values of a setting of the unit, word by word. */
function setting(name: string): string[] {
  const lines = readFileSync(UNIT, 'utf8').split('\n');
  const found = lines.filter((line) => line.startsWith(`${name}=`));
  assert.equal(found.length, 1, name);
  return found[0]!.slice(name.length + 1).split(' ');
}

/** A `-` before a path: it may be missing. */
function execPaths(): string[] {
  return setting('ExecPaths').map((path) => path.replace(/^-/, ''));
}

describe('the systemd unit of an agent', function () {
  this.timeout(120_000);
  let user: TestUser;
  let server: NatsServer;
  let node: Awaited<ReturnType<typeof startUsersNode>>;
  let agent: ChildProcess | undefined;
  before(async () => {
    user = makeTestUser();
    server = await NatsServer.start();
    node = await startUsersNode(user);
  });
  after(async () => {
    if (agent?.exitCode === null && agent.signalCode === null) {
      agent.kill('SIGKILL');
      await once(agent, 'exit');
    }
    node.child.kill();
    await gone(node.child.pid!);
    await server.dispose();
    user.remove();
  });

  it('is one that systemd takes', () => {
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', UNIT], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    assert.doesNotMatch(stderr, /agent@/);
  });

  it('gives an agent all that it needs, as an ordinary user', async () => {
    const needed = neededCapabilities(readMachine('dist'));
    const granted = setting('CapabilityBoundingSet');
    // The page says when this one has to be added.
    const capabilities = [...new Set([...granted, ...needed])];
    assert.deepEqual(
      capabilities.filter((name) => !granted.includes(name) && name !== 'CAP_SYS_ADMIN'),
      [],
    );
    // The package is elsewhere here, and so is a Node that is not Debian's.
    const moved = (word: string) =>
      word
        .replace(`${OPT}/extension/dist`, user.dist)
        .replace(OPT, user.dist)
        .replace('/usr/bin/node', process.execPath);
    const wrapper = hardened(user, {
      capabilities: needed.join(',').toLowerCase(),
      unit: { capabilities, execPaths: execPaths().map(moved) },
    });
    const values: Record<string, string> = {
      '%i': 'berlin',
      '${NATS_URL}': server.url,
      '${NODE_BINARY}': node.binary,
    };
    const command = setting('ExecStart')
      .filter((word) => word !== '$AGENT_OPTIONS')
      .map((word) => values[word] ?? moved(word));
    const state = join(user.home, 'state');
    mkdirSync(state);
    chownSync(state, user.uid, user.gid);
    const env = { PATH: process.env.PATH, STATE_DIRECTORY: state };
    const [file = '', ...args] = wrapper(command);
    agent = spawn(file, args, { stdio: ['ignore', 'ignore', 'pipe'], cwd: user.home, env });
    let said = '';
    agent.stderr!.on('data', (text: Buffer) => (said += text.toString()));
    await eventually('a trace', () => {
      assert.equal(agent!.exitCode, null, said);
      return Promise.resolve(said.includes('Ctrl-C stops'));
    });

    const read = ['log', '--nats', server.url, '--node', 'berlin', '--from=-1m', '--count', '20'];
    const { status, stdout, stderr } = await CliRun.run(...read);
    assert.equal(status, 0, stderr.join('\n'));
    assert.equal(stdout.trimEnd().split('\n').length, 20);

    const { pid } = agent;
    const status2 = readFileSync(`/proc/${pid}/status`, 'utf8');
    assert.match(status2, new RegExp(`^Uid:\\s+${user.uid}\\s+${user.uid}\\s`, 'm'));
    for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapAmb'])
      assert.match(status2, new RegExp(`^${set}:\\s+0+$`, 'm'), set);
    const [helper] = readdirSync('/proc').filter((other) => isHelper(other, pid!));
    assertPowerless(Number(helper), user, false);

    agent.kill(setting('KillSignal')[0] as NodeJS.Signals);
    assert.deepEqual(await once(agent, 'exit'), [0, null], said);
    assert.match(said, /0 lost/);
    assert.deepEqual(readdirSync(join(state, 'spool')), ['berlin']);
  });

  it('lets nothing that is setuid be executed', () => {
    const wrapper = hardened(user, {
      capabilities: '',
      unit: {
        capabilities: [],
        execPaths: execPaths(),
      },
    });
    const script = `require('child_process').execFileSync('/usr/bin/su', ['--version'])`;
    const [file = '', ...args] = wrapper([process.execPath, '-e', script]);
    const { status, stderr } = spawnSync(file, args, { encoding: 'utf8' });
    assert.equal(status, 1);
    assert.match(stderr, /spawnSync \/usr\/bin\/su EACCES/);
  });
});

function isHelper(pid: string, parent: number): boolean {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return new RegExp(`^PPid:\\s+${parent}$`, 'm').test(status) && command.includes('helper.js');
  } catch {
    return false;
  }
}
