import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { startTime } from '../../src/client/startTime';
import { CliRun, gone } from './cliRun';
import { RunningNode, session } from './support';
import { makeTestUser, type TestUser } from './testUser';
import { assertPowerless } from './threads';

const PLAY = ['--session', session, '--wait', '--speed', '50', '--loops', '0'];

/** Runs the helper by itself, through the user's sudo. @returns what it complains about. */
async function runHelper(user: TestUser, args: string[]): Promise<string> {
  const { uid, gid, home, dist } = user;
  const command = ['sudo', '-n', process.execPath, join(dist, 'helper.js'), ...args];
  const child = spawn('/usr/bin/env', command, {
    uid,
    gid,
    cwd: home,
    stdio: ['ignore', 2, 'pipe'],
  });
  let said = '';
  child.stderr!.on('data', (data) => (said += String(data)));
  const [status] = (await once(child, 'close')) as [number];
  assert.equal(status, 1);
  return said;
}

describe('tracing as an ordinary user', () => {
  let user: TestUser;
  let node: RunningNode;

  before(() => {
    user = makeTestUser();
  });
  after(() => user.remove());
  beforeEach(async () => {
    node = await RunningNode.start(...PLAY);
  });
  afterEach(() => node.kill());

  it('goes through sudo, and no thread of the helper keeps a privilege', async () => {
    const cli = new CliRun(['log', '--pid', `${node.pid}`], user);
    await cli.printed(1000);
    const helper = cli.helperPid();
    assertPowerless(helper, user);
    cli.child.kill('SIGINT');
    const { status, stdout, stderr } = await cli.finished;
    assert.equal(status, 0, stderr.join('\n'));
    assert.equal(stderr.at(-1)!.split(' ')[0], `${stdout.split('\n').length - 1}`);
    await gone(helper);
  });

  it('lists another user’s node, and traces exactly --count messages of it', async () => {
    const nodes = await new CliRun(['nodes'], user).finished;
    assert.match(nodes.stdout, new RegExp(`^${node.pid} +demo-node `, 'm'));
    const cli = new CliRun(['log', '--count', '50', '--pid', `${node.pid}`], user);
    const { status, stdout, stderr } = await cli.finished;
    assert.equal(status, 0, stderr.join('\n'));
    assert.equal(stdout.split('\n').length - 1, 50);
  });

  it('says what to do where there is no sudo, or none for this user', async () => {
    const places = join(user.home, 'places');
    mkdirSync(places);
    for (const [sudo, why] of [
      [undefined, /sudo is not installed/],
      ['#!/bin/sh\n', /You may not run sudo/],
    ] as const) {
      if (sudo !== undefined) writeFileSync(join(places, 'sudo'), sudo, { mode: 0o644 });
      const cli = new CliRun(['log', '--pid', `${node.pid}`], user, { PATH: places });
      const { status, stderr } = await cli.finished;
      assert.equal(status, 1);
      assert.match(stderr.join(' '), why);
      assert.match(stderr.join(' '), /Run this as root, install sudo, or .*install the helper/);
    }
  });

  it('looks whether it may write before it asks for a password', async () => {
    const places = join(user.home, 'asked');
    mkdirSync(places);
    // It would leave a trace of having been asked.
    const script = `#!/bin/sh\necho asked >&2\nexit 1\n`;
    writeFileSync(join(places, 'sudo'), script, { mode: 0o755 });
    writeFileSync(join(user.home, 'readonly'), '', { mode: 0o444 });
    for (const file of ['/root/capture', '/etc/capture', join(user.home, 'readonly')]) {
      const args = ['record', file, '--force', '--pid', `${node.pid}`];
      const { status, stderr } = await new CliRun(args, user, { PATH: places }).finished;
      assert.equal(status, 1);
      assert.match(
        stderr.join('\n'),
        /^\S+ could not be written: you may not write there \(EACCES\)[^\n]*$/,
      );
    }
  });

  it('refuses a socket that is not the invoking user’s own', async () => {
    // In a private directory of the user, but root's.
    const directory = join(user.home, 'private');
    mkdirSync(directory, { mode: 0o700 });
    chownSync(directory, user.uid, user.gid);
    const path = join(directory, 'helper.sock');
    const server = createServer().listen(path);
    await once(server, 'listening');
    const limits = ['--ring-size', '4194304', '--snap-length', '10', '--filter', '0'];
    const started = startTime(node.pid)!;
    const target = ['--pid', `${node.pid}`, '--started', started, ...limits];
    const refused = await runHelper(user, ['--socket', path, ...target]);
    assert.match(refused, /not the invoking user/);
    server.close();
    assert.match(
      await runHelper(user, ['--socket', '/run/x.sock', ...target]),
      /private directory/,
    );
  });
});
