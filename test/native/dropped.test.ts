import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { gone } from './cliRun';
import { summonRaw } from './rawHelper';
import { RunningNode, session } from './support';
import { makeTestUser, type TestUser } from './testUser';
import { assertPowerless } from './threads';
import { startUsersNode, UserRun } from './userRun';

/** What would load code into the helper, if it got there. */
const HOSTILE = [
  'PKEXEC_UID',
  'NODE_OPTIONS',
  'NODE_PATH',
  'LD_PRELOAD',
  'LD_LIBRARY_PATH',
  'BASH_ENV',
  'ENV',
];

/** Leaves a file beside it that tells into which script it was loaded. */
const INTRUDER = `
  const { basename, join } = require('node:path');
  const script = basename(process.argv[1] ?? 'none');
  require('node:fs').writeFileSync(join(__dirname, script + '.intruded'), '');
`;

describe('a helper that has dropped its privileges', () => {
  let user: TestUser;
  let node: Awaited<ReturnType<typeof startUsersNode>>;
  let run: UserRun;
  let helper: number;

  before(async () => {
    user = makeTestUser(HOSTILE);
    writeFileSync(join(user.home, 'intruder.js'), INTRUDER);
    writeFileSync(join(user.home, 'env.sh'), `touch ${user.home}/env.sh.intruded\n`);
    node = await startUsersNode(user);
    run = start();
    helper = Number(await run.said('helper'));
    await run.more();
  });
  after(() => {
    run.kill();
    node.child.kill();
    user.remove();
  });

  function start(): UserRun {
    const env = {
      PKEXEC_UID: '1',
      NODE_OPTIONS: `--require ${user.home}/intruder.js`,
      NODE_PATH: user.home,
      LD_LIBRARY_PATH: user.home,
      BASH_ENV: join(user.home, 'env.sh'),
      ENV: join(user.home, 'env.sh'),
    };
    return new UserRun({ user, node, launch: 'sudo', env });
  }

  it('has nothing that the user has not, on any thread, and traces on', async () => {
    assertPowerless(helper, user);
    await run.more();
  });

  it('has got nothing of the environment', () => {
    assert.equal(readFileSync(`/proc/${helper}/environ`, 'utf8'), `SUDO_UID=${user.uid}\0`);
    const intruded = (what: string) => existsSync(join(user.home, `${what}.intruded`));
    assert.ok(intruded('userTrace.js'), 'the intruder does not even get into the client');
    assert.ok(!intruded('helper.js') && !intruded('env.sh'));
  });

  it('cannot be looked into by the user, nor dumped', () => {
    // Where a process may be dumped, these are its user's.
    assert.equal(statSync(`/proc/${helper}/mem`).uid, 0);
    const { uid, gid } = user;
    const { stderr } = spawnSync('cat', [`/proc/${helper}/maps`], { uid, gid, encoding: 'utf8' });
    assert.match(stderr, /Permission denied/);
  });

  it('lets no debugger in at SIGUSR1', async () => {
    const { uid, gid } = user;
    const { status } = spawnSync('sh', ['-c', `kill -USR1 ${helper}`], { uid, gid });
    assert.equal(status, 0);
    await wait(200);
    assert.doesNotMatch(readFileSync(`/proc/${helper}/net/tcp`, 'utf8'), / 0100007F:240D /);
    await run.more();
  });

  it('ends in order when the user says so', async () => {
    const another = start();
    const itsHelper = Number(await another.said('helper'));
    await another.more();
    assert.match(await another.stop(), /^stopped/);
    await gone(itsHelper);
    await run.more();
  });
});

describe('a helper of root’s own', () => {
  it('gives up what root has as well', async () => {
    process.env.NODE_OPTIONS = '--no-deprecation';
    const play = ['--session', session, '--wait', '--speed', '50', '--loops', '0'];
    const node = await RunningNode.start(...play);
    try {
      const { pid, socket } = await summonRaw(node);
      assertPowerless(pid, { uid: 0, gid: 0 });
      assert.equal(readFileSync(`/proc/${pid}/environ`, 'utf8'), 'ELECTRON_RUN_AS_NODE=1\0');
      socket.destroy();
      await gone(pid);
    } finally {
      delete process.env.NODE_OPTIONS;
      node.kill();
    }
  });
});
