import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { coreRecord, writeFiles } from '../support/coreFiles';
import { temporaryDirectory } from '../support/directory';
import { connection, EventKind, hello, message } from '../support/frames';

const cli = join(__dirname, '../../../dist/cli.js');

describe('convert --to core', () => {
  const path = temporaryDirectory();
  const address = '127.0.0.1:18444';
  const capture = Buffer.concat([
    hello,
    connection(EventKind.InboundConnection, { peer: 1, address, timeNs: 1e9 }),
    message({ peer: 1, address, type: 'ping', payload: Buffer.alloc(8, 7), timeNs: 2e9 }),
    message({ peer: 1, address, type: 'tx', payload: Buffer.alloc(8), size: 9n, timeNs: 3e9 + 1 }),
    message({ peer: 1, address, type: 'pong', direction: 'outbound', timeNs: 4e9 + 1 }),
  ]);

  before(() => writeFileSync(path('in.p2ptrace'), capture));

  function run(...args: string[]) {
    const { stdout, stderr, status } = spawnSync(process.execPath, [cli, ...args], {
      encoding: 'utf8',
    });
    return { stdout, stderr, status };
  }

  it('writes a directory that is read again, and says what it has no place for', () => {
    const { stderr, status } = run('convert', path('in.p2ptrace'), path('out'), '--to', 'core');
    assert.equal(status, 0, stderr);
    assert.match(stderr, /no place for it: 1 incomplete message, 1 other event\./);
    assert.match(stderr, /Cut to microseconds: the times of 1 message\./);
    assert.deepEqual(readdirSync(path('out/127.0.0.1_18444')), ['msgs_recv.dat', 'msgs_sent.dat']);
    const { stdout } = run('print', path('out'), '--format', 'json');
    assert.deepEqual(stdout.match(/"message_type":"\w+"/g), [
      '"message_type":"ping"',
      '"message_type":"pong"',
    ]);
  }).timeout(20_000);

  it('is nothing that standard output takes, nor a directory with that name', () => {
    const args = [cli, 'convert', path('in.p2ptrace'), '-', '--to', 'core'];
    const ran = spawnSync(process.execPath, args, { cwd: path(''), encoding: 'utf8' });
    assert.equal(ran.status, 1);
    assert.match(
      ran.stderr,
      /^The format core is a directory, .*Name a directory in place of -\.\n$/,
    );
    assert.deepEqual(readdirSync(path('')), ['in.p2ptrace', 'out']);
  }).timeout(20_000);

  it('overwrites nothing', () => {
    mkdirSync(path('mine'));
    writeFileSync(path('mine/file'), 'mine');
    for (const flags of [[], ['--force']]) {
      const args = ['convert', path('in.p2ptrace'), path('mine'), '--to', 'core', ...flags];
      assert.equal(run(...args).status, 1);
      assert.deepEqual(readdirSync(path('mine')), ['file']);
    }
  }).timeout(20_000);

  it('never writes into a file that is read, by whatever name', () => {
    const ping = coreRecord({ timeUs: 1_700_000_000_000_000, type: 'ping' });
    const name = 'capture/127.0.0.1_8333/msgs_sent.dat';
    writeFiles(path(''), { [name]: ping, 'elsewhere/msgs_recv.dat': ping });
    linkSync(path(name), path('hard.dat'));
    symlinkSync(path(name), path('soft.dat'));
    symlinkSync(path('elsewhere'), path('capture/linked'));
    for (const out of [name, 'hard.dat', 'soft.dat', 'elsewhere/msgs_recv.dat']) {
      const { status, stderr } = run('import', path('capture'), path(out), '--force');
      assert.equal(status, 1, out);
      assert.match(stderr, /would destroy it/, out);
      assert.ok(readFileSync(path(out)).equals(ping), out);
    }
    // An earlier segment would go with what had the name of the later one.
    const segment = path('all.part000001.p2ptrace');
    writeFileSync(segment, capture);
    assert.equal(run('convert', segment, path('all.p2ptrace'), '--force').status, 1);
    assert.ok(readFileSync(segment).equals(capture));
  }).timeout(30_000);

  it('names the directories of several nodes where the one above them is read', () => {
    const ping = (pid: number) => message({ pid, peer: 1, address, type: 'ping', timeNs: 2e9 });
    writeFileSync(path('two.p2ptrace'), Buffer.concat([hello, ping(1), ping(2)]));
    const { stderr } = run('convert', path('two.p2ptrace'), path('two'), '--to', 'core');
    const names = readdirSync(path('two'));
    assert.equal(names.length, 2, stderr);
    const above = run('print', path('two'));
    assert.equal(above.status, 1);
    const hint = `Choose one of its directories that have some: ${names.join(', ')}.`;
    assert.ok(above.stderr.includes(hint), above.stderr);
    for (const name of names) assert.equal(run('print', path(`two/${name}`)).status, 0);
    mkdirSync(path('none/inner'), { recursive: true });
    assert.match(
      run('print', path('none')).stderr,
      /Choose the directory message_capture of a node/,
    );
  }).timeout(20_000);
});
