import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { INSTALLED_HELPER } from '../../src/client/installedHelper';
import { readMachine } from '../../src/client/preflight/readMachine';
import { neededCapabilities } from '../../src/client/preflight/ways';
import { gone } from './cliRun';
import { hardened } from './hardened';
import { demoNode, RunningNode, session } from './support';
import { makeTestUser, type TestUser } from './testUser';
import { assertPowerless } from './threads';
import { startUsersNode, UserRun } from './userRun';

const INSTALLED_SCRIPT = join(dirname(INSTALLED_HELPER), 'helper.js');
const needed = neededCapabilities(readMachine('dist')).map((name) => name.toLowerCase());

describe('an installed helper with capabilities of its own', () => {
  let user: TestUser;
  let run: UserRun | undefined;
  let node: Awaited<ReturnType<typeof startUsersNode>>;

  before(() => {
    // Of all that there is, sudoers allows the installed helper alone.
    user = makeTestUser(['PKEXEC_UID'], INSTALLED_HELPER);
  });
  after(() => user.remove());
  beforeEach(async () => {
    node = await startUsersNode(user);
  });
  afterEach(() => {
    run?.kill();
    node.child.kill();
  });

  it('traces without root, and keeps no capability', async () => {
    const wrapper = hardened(user, { capabilities: needed.join(',') });
    run = new UserRun({ user, node, launch: 'installed', wrapper });
    const helper = Number(await run.said('helper'));
    assert.match(readFileSync(`/proc/${helper}/cmdline`, 'utf8'), /^\/usr\/local\/lib\//);
    assertPowerless(helper, user, false);
    assert.equal(readFileSync(`/proc/${helper}/environ`, 'utf8'), '');
    await run.more();
    assert.match(await run.stop(), /^stopped/);
    await gone(helper);
  });

  it('is what the command line takes, where it will do', async () => {
    const wrapper = hardened(user, { capabilities: needed.join(',') });
    const cli = [process.execPath, `${user.dist}/cli.js`, 'log', '--count', '20'];
    const [file = '', ...args] = wrapper([...cli, '--pid', `${node.child.pid}`]);
    const { status, stdout } = await finished(file, args, {});
    assert.equal(status, 0);
    assert.equal(stdout.trim().split('\n').length, 20);
  });

  it('says what the kernel refuses', async () => {
    // The last is the one that no other stands for.
    const wrapper = hardened(user, { capabilities: needed.slice(0, -1).join(',') });
    run = new UserRun({ user, node, launch: 'installed', wrapper });
    const failure = await run.said('failed');
    assert.match(failure, /^not-permitted The kernel refused to attach the probes: /);
    assert.match(failure, /capabilities/);
  });

  it('takes one capability more for a process of another user, by its number', async () => {
    const roots = await RunningNode.start('--session', session, '--wait', '--loops', '0');
    const what = ['--pid', `${roots.pid}`];
    const refused = await log(needed, what);
    assert.equal(refused.status, 1);
    assert.match(refused.stderr, /cannot be traced: EACCES/);
    assert.equal((await log([...needed, 'cap_sys_ptrace'], what)).status, 0);
    roots.kill();
  });

  it('traces everybody’s processes of a binary, as the documentation says', async () => {
    // The user's own node plays another file: that of root's is only to be read.
    const roots = await RunningNode.start('--session', session, '--wait', '--loops', '0');
    chmodSync(dirname(demoNode()), 0o755);
    const { status, stdout } = await log(needed, ['--binary', demoNode()]);
    assert.equal(status, 0);
    assert.equal(stdout.trim().split('\n').length, 5);
    roots.kill();
  });

  /** The first messages, as somebody sees them whose helper has these capabilities. */
  function log(capabilities: string[], what: string[]) {
    const wrapper = hardened(user, { capabilities: capabilities.join(',') });
    const cli = [process.execPath, `${user.dist}/cli.js`, 'log', '--count', '5'];
    const [file = '', ...args] = wrapper([...cli, ...what]);
    return finished(file, args, {});
  }

  it('opens no port for a debugger, also before it has dropped anything', async () => {
    const wrapper = hardened(user, { capabilities: needed.join(',') });
    run = new UserRun({ user, node, launch: 'installed', wrapper });
    let sent = false;
    let port = false;
    const looks = setInterval(() => {
      const early = sent ? undefined : helpers().find(catchesDebugSignal);
      if (early !== undefined) sent = process.kill(early, 'SIGUSR1');
      port ||= read('/proc/self/net/tcp').includes(' 0100007F:240D ');
    }, 1);
    await run.said('helper');
    await run.more();
    clearInterval(looks);
    assert.ok(sent);
    assert.ok(!port, 'it listens on 9229');
    await run.stop();
  });

  it('is not used with a Node that its users may read, as of an older installation', async () => {
    const wrapper = hardened(user, { capabilities: needed.join(','), nodeMode: '755' });
    const cli = [process.execPath, `${user.dist}/cli.js`, 'check'];
    const [file = '', ...args] = wrapper(cli);
    const { stdout } = await finished(file, args, {});
    assert.match(
      stdout,
      /The installed helper is not used: others may read its copy of Node, .*install-helper\.sh again/,
    );
  });

  it('is not for others than its group', async () => {
    const wrapper = hardened(user, { capabilities: needed.join(','), group: 'root' });
    const [file = '', ...args] = wrapper(['/usr/bin/env', INSTALLED_HELPER]);
    const { status, stderr } = await finished(file, args, {});
    assert.equal(status, 126);
    assert.match(stderr, /Permission denied/);
  });

  it('runs as root by an action of its own, and drops what it was given', async () => {
    const wrapper = hardened(user, { capabilities: '', polkit: 'YES' });
    run = new UserRun({ user, node, launch: 'pkexec', wrapper });
    const helper = Number(await run.said('helper'));
    assert.match(readFileSync(`/proc/${helper}/cmdline`, 'utf8'), /^\/usr\/local\/lib\//);
    assertPowerless(helper, user);
    assert.equal(readFileSync(`/proc/${helper}/environ`, 'utf8'), `SUDO_UID=${user.uid}\0`);
    await run.more();
    assert.match(await run.stop(), /^stopped/);
    await gone(helper);
  });

  for (const [polkit, code] of [
    ['NO', 'not-authorised'],
    ['NOT_HANDLED', 'dialog-impossible'],
  ] as const)
    it(`does not run as root unless polkit allows it: ${code}`, async () => {
      const wrapper = hardened(user, { capabilities: '', polkit });
      run = new UserRun({ user, node, launch: 'pkexec', wrapper });
      assert.match(await run.said('failed'), new RegExp(`^${code} `));
    });

  it('is all that sudo has to be allowed to run, whatever user its variables name', async () => {
    const wrapper = hardened(user, { capabilities: '' });
    const cli = [process.execPath, `${user.dist}/cli.js`, 'log', '--pid', `${node.child.pid}`];
    for (const other of ['/bin/sh', process.execPath, '/usr/bin/env']) {
      const [file = '', ...args] = wrapper(['/usr/bin/sudo', '-n', other, '--version']);
      const { status, stderr } = await finished(file, args, {});
      assert.equal(status, 1, other);
      assert.match(stderr, /password is required/);
    }
    const [file = '', ...args] = wrapper(['/usr/bin/env', 'PKEXEC_UID=1', ...cli]);
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'ignore'], cwd: user.home });
    await once(child.stdout, 'data');
    const helper = helpers()[0]!;
    assertPowerless(helper, user);
    assert.equal(readFileSync(`/proc/${helper}/environ`, 'utf8'), `SUDO_UID=${user.uid}\0`);
    child.kill('SIGINT');
    await once(child, 'exit');
    await gone(helper);
  });
});

function helpers(): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && read(`/proc/${pid}/cmdline`).includes(INSTALLED_SCRIPT));
}

/** Node does so from its first moments on; before, the signal ends any process. */
function catchesDebugSignal(pid: number): boolean {
  const caught = /^SigCgt:\s*(\S+)$/m.exec(read(`/proc/${pid}/status`))?.[1] ?? '0';
  return ((BigInt(`0x${caught}`) >> 9n) & 1n) === 1n;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // It has ended meanwhile.
  }
}

async function finished(file: string, args: string[], env: NodeJS.ProcessEnv) {
  const child = spawn(file, args, { env: { PATH: process.env.PATH, ...env } });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => (stdout += String(data)));
  child.stderr.on('data', (data) => (stderr += String(data)));
  const [status] = (await once(child, 'close')) as [number];
  return { status, stdout, stderr };
}
