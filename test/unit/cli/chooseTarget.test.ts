import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { chooseTarget } from '../../../src/cli/chooseTarget';
import { UserError } from '../../../src/shared/errors/userError';
import { temporaryDirectory } from '../support/directory';

const DEMO_NODE = resolve('dist/native/demo-node');

/** @param limit Files that it may have open. @returns what it says on standard error. */
function cli(args: string[], limit?: number): string {
  const command = `${limit === undefined ? '' : `ulimit -n ${limit}; `}exec "$0" dist/cli.js "$@"`;
  return spawnSync('sh', ['-c', command, process.execPath, ...args], { encoding: 'utf8' }).stderr;
}

describe('chooseTarget', () => {
  const path = temporaryDirectory();
  const processes: ChildProcess[] = [];
  afterEach(async () => {
    for (const child of processes.splice(0)) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  });

  async function run(file: string): Promise<number> {
    const args = ['--session', resolve('dist/native/demo-session.p2ptrace.gz'), '--wait'];
    const child = spawn(file, [...args, '--with-parent'], { stdio: ['ignore', 'pipe', 'ignore'] });
    processes.push(child);
    await once(child.stdout, 'data');
    return child.pid!;
  }

  async function refused(named: { pid?: number; binary?: string }, says: RegExp): Promise<void> {
    await assert.rejects(chooseTarget(named), (error) => {
      assert.ok(error instanceof UserError, String(error));
      assert.match(error.message, says);
      return true;
    });
  }

  it('says in words why a path cannot be traced', async () => {
    writeFileSync(path('empty'), '');
    writeFileSync(path('script'), '#!/bin/sh\nexec bitcoind\n');
    const aarch64 = readFileSync(DEMO_NODE);
    aarch64.writeUInt16LE(183, 0x12);
    writeFileSync(path('aarch64'), aarch64);
    symlinkSync('loop', path('loop'));
    execFileSync('mkfifo', [path('fifo')]);
    const cases: [string, RegExp][] = [
      [path('missing'), /cannot be traced: there is no such file \(ENOENT\)\.$/],
      [path('empty/x'), /a part of its path is not a directory \(ENOTDIR\)\.$/],
      [`/${'x'.repeat(300)}`, /its path is too long \(ENAMETOOLONG\)\.$/],
      [path('loop'), /its symbolic links lead in a circle \(ELOOP\)\.$/],
      [path(''), /it is a directory\.$/],
      [path('fifo'), /it is a named pipe\.$/],
      ['/dev/null', /it is a device\.$/],
      [path('empty'), /it is empty\.$/],
      [path('script'), /it is a script, not an ELF executable\.$/],
      [path('aarch64'), /it was built for a different kind of processor/],
      ['/bin/true', /has no net:\* tracepoints/],
    ];
    for (const [binary, says] of cases) await refused({ binary }, says);
  });

  it('does not take it for the end of a process that no file can be opened', () => {
    // From what Node itself does not begin with, to what is enough.
    const limits = Array.from({ length: 20 }, (_, i) => 16 + i);
    const said = limits.map((limit) => cli(['log', '--pid', `${process.pid}`], limit));
    for (const text of said) assert.doesNotMatch(text, /is not running/);
    assert.ok(said.some((text) => text.includes('too many files open (see ulimit -n) (EMFILE)')));
    assert.match(said.at(-1)!, /has no net/);
  });

  it('traces the process of a thread, and says so', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1e6); console.log(1)']);
    processes.push(child);
    await once(child.stdout, 'data');
    const threads = execFileSync('ls', [`/proc/${child.pid}/task`], { encoding: 'utf8' });
    const thread = threads
      .trim()
      .split('\n')
      .map(Number)
      .find((tid) => tid !== child.pid);
    await refused({ pid: thread! }, /has no net:\* tracepoints/);
    const said = cli(['log', '--pid', `${thread}`]);
    assert.match(said, new RegExp(`^${thread} is a thread of process ${child.pid}`));
  });

  it('says of a process whose file is gone what that means', async () => {
    copyFileSync(DEMO_NODE, path('bitcoind'));
    const pid = await run(path('bitcoind'));
    rmSync(path('bitcoind'));
    const { stdout, stderr } = spawnSync(process.execPath, ['dist/cli.js', 'nodes'], {
      encoding: 'utf8',
    });
    const line = stdout.split('\n').find((text) => text.startsWith(`${pid} `));
    assert.ok(line?.endsWith(`${path('bitcoind')} (deleted)`), stdout);
    assert.match(stderr, new RegExp(`^${pid}: It runs a file that was replaced or removed`, 'm'));
    const target = await chooseTarget({ pid });
    assert.equal(target.kind === 'node' && target.described, `${path('bitcoind')} (deleted)`);
  });

  it('takes a path of any bytes, from a directory of any bytes', () => {
    const name = Buffer.concat([Buffer.from(path('b-')), Buffer.of(0xff)]);
    copyFileSync('/bin/true', name);
    const shell = `cd "$1" && mkdir -p "$(printf 'd\\377')" && cd "$(printf 'd\\377')" &&
      exec "$2" "$3" log --binary "$(printf '../b-\\377')"`;
    const { stderr } = spawnSync(
      'sh',
      ['-c', shell, 'sh', path(''), process.execPath, resolve('dist/cli.js')],
      {
        encoding: 'utf8',
      },
    );
    assert.match(stderr, /b-⟨0xFF⟩ has no net:\* tracepoints/);
  });

  it('shows a name that holds what a terminal acts upon as inert text', async () => {
    copyFileSync(DEMO_NODE, path('bitcoin\x1b[31m-node'));
    const pid = await run(path('bitcoin\x1b[31m-node'));
    const { stdout } = spawnSync(process.execPath, ['dist/cli.js', 'check'], { encoding: 'utf8' });
    assert.match(stdout, new RegExp(`bitcoin⟨U\\+001B⟩\\[31m-node · .* · pid ${pid}`));
    assert.ok(!stdout.includes('\x1b'));
  });
});
