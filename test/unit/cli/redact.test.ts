import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeHello, encodeHello } from '../../../src/shared/frames/hello';
import { encodeFilters, encodeNames } from '../../../src/shared/frames/annotations';
import { encodeBookmark } from '../../../src/shared/frames/bookmark';
import { encodeNode } from '../../../src/shared/frames/node';
import { temporaryDirectory } from '../support/directory';
import { connection, EventKind, hello, message, NODE } from '../support/frames';

const cli = join(__dirname, '../../../dist/cli.js');
const ADDRESS = '91.2.3.4:45678';
const SECRET = /91\.2\.3\.4|carol|hers|her other|\.bitcoin|5b020304/;

describe('redaction by the command line', () => {
  const path = temporaryDirectory();
  const capture = Buffer.concat([
    hello,
    encodeNode(NODE),
    encodeNames(
      new Map([
        [ADDRESS, 'carol'],
        ['91.2.3.4:1', 'her other one'],
      ]),
    ),
    encodeFilters([{ name: 'hers', filter: 'addr:91.2.3.4' }]),
    connection(EventKind.InboundConnection, { peer: 1, address: ADDRESS, timeNs: 1e9 }),
    message({ peer: 1, address: ADDRESS, payload: Buffer.alloc(8, 7), timeNs: 2e9 }),
    message({ peer: 2, address: '[2a01::1]:8333', type: 'mine', payload: Buffer.from('carol') }),
    encodeBookmark({ row: 0, eventNs: 1e9, text: 'this is carol' }),
  ]);
  before(() => writeFileSync(path('in.p2ptrace'), capture));

  function run(...args: string[]) {
    const { stdout, stderr, status } = spawnSync(process.execPath, [cli, ...args]);
    return { stdout: stdout.toString('latin1'), stderr: stderr.toString(), status };
  }
  const print = (...args: string[]) => run('print', path('in.p2ptrace'), ...args);

  it('writes a capture that says so, and says what is not in it', () => {
    const out = path('out.p2ptrace');
    const { status, stderr } = run('convert', path('in.p2ptrace'), out, '--redact');
    assert.equal(status, 0, stderr);
    assert.match(stderr, /^Redacted: addresses and names are stand-ins\.$/m);
    assert.match(stderr, /^Redaction left out 1 note, 2 names given to peers and 1 filter\.$/m);
    assert.match(stderr, /^Zeros stand for the payloads of 1 message of unknown types\.$/m);
    assert.match(stderr, /^2 messages, 1 other event in /m);
    const written = readFileSync(out);
    assert.ok(!SECRET.test(written.toString('latin1')));
    assert.equal(written.indexOf(Buffer.from('5b020304', 'hex')), -1);
    assert.ok(decodeHello(written.subarray(0, written.readUInt32LE(0))).redacted);
    const printed = run('print', out, '--format', 'json');
    assert.match(printed.stderr, /^Redacted: /);
    assert.match(printed.stdout, /^\{"time":"\d+","redacted":true,"times_shifted":false/);
  });

  it('says nothing of why a tracepoint is not attached', () => {
    const reason = 'no probe in /home/carol/bitcoind';
    const fields = { ...decodeHello(hello), unattached: [{ name: 'inbound_message', reason }] };
    const frames = [encodeHello(fields), capture.subarray(hello.length)];
    writeFileSync(path('unattached.p2ptrace'), Buffer.concat(frames));
    const { stdout, stderr } = run('print', path('unattached.p2ptrace'), '--redact');
    assert.match(stderr, /inbound_message is not attached/);
    assert.ok(!SECRET.test(stdout + stderr), stderr);
  }).timeout(10_000);

  it('prints in every format, and filters by what was recorded', () => {
    for (const format of ['log', 'raw', 'json', 'json-array', 'text', 'hex']) {
      const { stdout, stderr, status } = print('--redact', '--format', format);
      assert.equal(status, 0, stderr);
      assert.ok(!SECRET.test(stdout), stdout);
      assert.ok(SECRET.test(print('--format', format).stdout) || format === 'hex', format);
    }
    const one = print('--redact', '--format', 'text', '--filter', 'addr:91.2.3.4');
    assert.match(one.stdout, /connected[^]*ping/);
    assert.equal(one.stdout.trim().split('\n').length, 2);
    const decoded = print('--redact', '--format', 'json', '--decode', '--chain', 'main');
    assert.ok(!SECRET.test(decoded.stdout));
  });

  it('counts the same, and guesses the same chain', () => {
    const stats = (...args: string[]) => {
      const { stdout, stderr, status } = print('--stats', '--format', 'json', ...args);
      assert.equal(status, 0, stderr);
      assert.ok(args.length === 0 || !SECRET.test(stdout), stdout);
      return stdout.replace(/"(?:pid|address|from|to|message_type|type)":(?:"[^"]*"|\d+)/g, '""');
    };
    assert.match(stats(), /"unanswered":1/);
    assert.equal(stats('--redact'), stats());
    // Without a node frame its peers tell the chain.
    const script = Buffer.concat([
      Buffer.from([1, 0, 0, 0, 0, 1]),
      Buffer.from([0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 22, 0, 20]),
      Buffer.alloc(24, 1),
    ]);
    const address = '91.2.3.4:38333';
    const peer = { peer: 1, address, connectionType: 'manual' };
    const tx = message({ ...peer, type: 'tx', payload: script });
    writeFileSync(path('signet.p2ptrace'), Buffer.concat([hello, tx]));
    const args = ['print', path('signet.p2ptrace'), '--format', 'json', '--decode'];
    assert.doesNotMatch(run(...args).stderr, /main is assumed/);
    assert.doesNotMatch(run(...args, '--redact').stderr, /main is assumed/);
  });

  it('takes a key from a file, which it makes for its owner only', () => {
    const key = ['--redact', '--redact-key', path('key'), '--format', 'text'];
    const first = print(...key);
    assert.equal(first.status, 0, first.stderr);
    assert.equal(statSync(path('key')).mode & 0o777, 0o600);
    assert.match(readFileSync(path('key'), 'utf8'), /^[0-9a-f]{64}\n$/);
    assert.equal(print(...key).stdout, first.stdout);
    assert.notEqual(print('--redact', '--format', 'text').stdout, first.stdout);
    writeFileSync(path('bad'), 'not a key');
    const bad = print('--redact', '--redact-key', path('bad'));
    assert.equal(bad.status, 1);
    assert.match(bad.stderr, /The key in .*bad cannot be used: it does not hold 64 hexadecimal/);
  });

  it('refuses what has no effect', () => {
    for (const [option, ...value] of [
      ['--redact-times'],
      ['--redact-transactions'],
      ['--redact-key', path('unused')],
      ['--keep-notes'],
    ] as const) {
      const { status, stderr } = print(option, ...value);
      assert.equal(status, 2, option);
      assert.match(stderr, new RegExp(`error: ${option} needs --redact`));
    }
    assert.throws(() => statSync(path('unused')));
  });

  it('keeps notes, and shifts times, where that is asked for', () => {
    const args = ['--redact', '--redact-times', '--keep-notes', '--format', 'json'];
    const { stdout } = print(...args);
    assert.match(stdout, /"bookmark":"this is carol"/);
    assert.match(stdout, /"times_shifted":true/);
    const [time] = /(?<="time":")\d+/.exec(stdout)!;
    assert.ok(Number(time) < 1_699_000_000e9);
  });
});
