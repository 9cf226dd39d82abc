import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { coreRecord, writeFiles } from '../support/coreFiles';
import { temporaryDirectory } from '../support/directory';

const cli = join(__dirname, '../../../dist/cli.js');
const nonce = Buffer.alloc(8, 7);

describe('import', () => {
  const path = temporaryDirectory();
  const peer = 'message_capture/127.0.0.1_8333';
  const sent = join('node', peer, 'msgs_sent.dat');

  before(() => {
    const ping = coreRecord({ timeUs: 1_700_000_000_000_000, type: 'ping', payload: nonce });
    const pong = coreRecord({ timeUs: 1_700_000_000_250_000, type: 'pong', payload: nonce });
    writeFiles(path(''), {
      [sent]: ping,
      [join('node', peer, 'msgs_recv.dat')]: Buffer.concat([pong, pong.subarray(0, 9)]),
    });
  });

  function run(...args: string[]) {
    const { stdout, stderr, status } = spawnSync(process.execPath, [cli, ...args], {
      encoding: 'utf8',
    });
    return { lines: stdout.split('\n').filter((line) => line !== ''), stderr, status };
  }

  it('makes a capture of what Core wrote, which is printed as Core’s files are', () => {
    const file = path('imported');
    const { stderr, status } = run('import', path('node'), file);
    // Everything that is whole is there, and a script hears that something was not.
    assert.equal(status, 1, stderr);
    assert.match(stderr, /msgs_recv\.dat: 9 bytes at offset 32 are no whole message/);
    assert.match(stderr, /2 messages in .*imported/);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const json = ['--format', 'json'];
    const printed = run('print', file, ...json).lines;
    assert.deepEqual(printed, run('print', path('node'), ...json).lines);
    const [ping] = printed.slice(-2).map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.equal(ping!.time, '1700000000000000000');
    assert.deepEqual(
      [ping!.message_type, ping!.peer_addr ?? ping!.address, ping!.bytes],
      ['ping', '127.0.0.1:8333', nonce.toString('hex')],
    );
    assert.match(run('print', file, '--filter', 'latency:>200ms').lines.join(), /pong/);
  }).timeout(20_000);

  it('overwrites nothing unless it is told to, and never what it reads', () => {
    writeFileSync(path('mine'), 'mine');
    const refused = run('import', path('node'), path('mine'));
    assert.deepEqual([refused.status, readFileSync(path('mine'), 'utf8')], [1, 'mine']);
    const replaced = run('import', path('node'), path('mine'), '--force');
    assert.match(replaced.stderr, /2 messages in/);
    assert.notEqual(readFileSync(path('mine'), 'latin1'), 'mine');
    const before = readFileSync(path(sent));
    assert.equal(run('import', path(sent), path(sent), '--force').status, 1);
    assert.ok(readFileSync(path(sent)).equals(before));
  }).timeout(20_000);

  it('is not needed for a filter by answers', () => {
    const { lines } = run('print', path('node'), '--filter', 'latency:>200ms');
    assert.equal(lines.length, 1);
    assert.match(lines[0]!, /'pong'/);
  }).timeout(20_000);
});
