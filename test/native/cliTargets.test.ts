import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { temporaryDirectory } from '../unit/support/directory';
import { CliRun } from './cliRun';
import { demoNode, RunningNode, session } from './support';
import { makeTestUser } from './testUser';

const PLAY = ['--session', session, '--wait', '--speed', '50'];

describe('what the command line is told to trace', () => {
  const path = temporaryDirectory();

  it('is the process of a thread', async () => {
    const node = await RunningNode.start('--burst', '100000', '--threads', '2', '--rate', '50');
    try {
      const threads = () => readdirSync(`/proc/${node.pid}/task`).map(Number);
      while (threads().length === 1) await wait(10);
      const thread = threads().find((tid) => tid !== node.pid);
      const { stdout, stderr } = await CliRun.run('log', '--pid', `${thread}`, '--count', '20');
      assert.match(stderr[0]!, new RegExp(`^${thread} is a thread of process ${node.pid}`));
      assert.equal(stdout.trim().split('\n').length, 20);
    } finally {
      node.kill();
    }
  });

  it('is a binary whose path is not UTF-8', () => {
    const binary = Buffer.concat([Buffer.from(path('node-')), Buffer.of(0xff, 0xe2, 0x82)]);
    copyFileSync(demoNode(), binary);
    // Node can give no such argument to a program; printf of a shell can.
    const script = `
binary="$1/$(printf 'node-\\377\\342\\202')"; shift
"$binary" "$@" --loops 0 --with-parent >/dev/null &
exec "$0" "${resolve('dist/cli.js')}" log --binary "$binary" --count 50`;
    const args = ['-c', script, process.execPath, path('').replace(/\/$/, ''), ...PLAY];
    const { stdout, stderr, status } = spawnSync('sh', args, { encoding: 'utf8', timeout: 50_000 });
    assert.equal(status, 0, stderr);
    assert.equal(stdout.trim().split('\n').length, 50);
  });

  it('is named by the kernel, and for another user by what it claims to be', async () => {
    const user = makeTestUser();
    const node = await RunningNode.start(...PLAY);
    try {
      const line = async (run: CliRun) => {
        const { stdout } = await run.finished;
        return stdout.split('\n').find((text) => text.startsWith(`${node.pid} `)) ?? stdout;
      };
      assert.match(await line(new CliRun(['nodes'], user)), / claims to be \/\S+demo-node$/);
      assert.match(await line(new CliRun(['nodes'])), / root +- +\/\S+demo-node$/);
    } finally {
      node.kill();
      user.remove();
    }
  });
});
