import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { temporaryDirectory } from '../unit/support/directory';
import { addonPath } from './support';

/**
 * What a process can still do, after becoming USER and being sealed: the message of the error, or
 * `done`, for each.
 */
const TRIES = `
  const addon = require(${JSON.stringify(addonPath)});
  const fs = require('node:fs'), net = require('node:net'), { spawnSync } = require('node:child_process');
  const [user, target] = process.argv.slice(1);
  const answered = (start) => new Promise((resolve) => {
    const emitter = start();
    emitter.on('error', ({ code }) => resolve(code)).on('listening', () => resolve('done'));
    emitter.on('connect', () => resolve('done'));
  });
  const tries = {
    setuid: () => process.setuid(0),
    setgroups: () => process.setgroups([0]),
    read: () => fs.readFileSync('/etc/passwd'),
    write: () => fs.writeFileSync('/tmp/p2p-trace-never', ''),
    unlink: () => fs.unlinkSync(target),
    stat: () => fs.statSync('/'),
    signal: () => process.kill(process.ppid, 0),
    execute: () => { const { error } = spawnSync('/bin/true'); if (error) throw error; },
    listen: () => answered(() => net.createServer().listen('/tmp/p2p-trace-never.sock')),
    connect: () => answered(() => net.connect('/run/dbus/system_bus_socket')),
    internet: () => answered(() => net.connect(1, '127.0.0.1')),
    attach: () => addon.open({ binary: target, ringSize: 1 << 22, snapLength: 0, filter: Buffer.alloc(400), coins: false }),
  };
  async function attempt() {
    const results = {};
    for (const [name, action] of Object.entries(tries))
      try {
        const code = await action();
        results[name] = typeof code === 'string' ? code : 'done';
      } catch (error) { results[name] = error.code; }
    return results;
  }
  const links = fs.readdirSync('/proc/self/fd').map((fd) => {
    try { return fs.readlinkSync('/proc/self/fd/' + fd); } catch { return ''; }
  });
  if (links.includes('anon_inode:[io_uring]'))
    addon.restartWithoutIoUring([process.execPath, ...process.execArgv, user, target]);
  addon.becomeUser(Number(user));
  addon.seal();
  setTimeout(async () => {
    const results = await attempt();
    // What streaming needs: time, memory, threads for the collector.
    for (let i = 0; i < 200; i++) Buffer.alloc(1 << 20, i);
    fs.writeSync(1, JSON.stringify(results));
  }, 100);
`;

/** Seals itself as root, and lives until its parent is content. */
const SEALED = `
  const addon = require(${JSON.stringify(addonPath)});
  addon.becomeUser(0);
  addon.seal();
  setTimeout(() => undefined, 60_000);
`;

/** @returns how each of the tries ended. */
function sealed(user: string): Record<string, string> {
  const script = ['-e', TRIES, id(user), resolve('dist/native/demo-node')];
  const printed = execFileSync(process.execPath, script, { encoding: 'utf8', stdio: 'pipe' });
  return JSON.parse(printed) as Record<string, string>;
}

function id(user: string): string {
  return execFileSync('id', ['-u', user], { encoding: 'utf8' }).trim();
}

describe('a sealed process', () => {
  const path = temporaryDirectory();

  for (const user of ['nobody', 'root'])
    it(`of ${user} computes and writes, and nothing else`, () => {
      const { attach, ...others } = sealed(user);
      // It cannot even read the binary.
      assert.equal(attach, 'no-target');
      for (const [name, result] of Object.entries(others)) assert.equal(result, 'EPERM', name);
    });

  it('of root lets the kernel signal nobody for it', async () => {
    const library = path('sealed.so');
    execFileSync('cc', ['-shared', '-fPIC', '-o', library, join(__dirname, 'sealed.c')]);
    const env = { ...process.env, LD_PRELOAD: library };
    const child = spawn(process.execPath, ['-e', SEALED], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [printed] = (await once(child.stdout, 'data')) as [Buffer];
    child.kill('SIGKILL');
    await once(child, 'exit');
    assert.equal(printed.toString(), 'owner EPERM, EPERM, signal EPERM\n');
  });
});
