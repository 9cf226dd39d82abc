import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { FORMATS } from '../../../src/capture/export/formats';
import { coreRecord, writeFiles } from '../support/coreFiles';
import { temporaryDirectory } from '../support/directory';
import { connection, EventKind, hello, message } from '../support/frames';

const cli = join(__dirname, '../../../dist/cli.js');

describe('convert', () => {
  const path = temporaryDirectory();
  const nonce = Buffer.alloc(8, 7);
  const capture = Buffer.concat([
    hello,
    connection(EventKind.InboundConnection, { peer: 1, timeNs: 1e9 }),
    message({ peer: 1, type: 'ping', payload: nonce, timeNs: 2e9 }),
    message({ peer: 1, type: 'pong', payload: nonce, direction: 'outbound', timeNs: 3e9, lost: 4 }),
  ]);

  before(() => writeFileSync(path('in.p2ptrace'), capture));

  function run(...args: string[]) {
    const { stdout, stderr, status } = spawnSync(process.execPath, [cli, ...args], {
      maxBuffer: 2 ** 28,
      timeout: 20_000,
      killSignal: 'SIGKILL',
    });
    return { stdout, stderr: stderr.toString(), status };
  }
  const convert = (...args: string[]) => run('convert', path('in.p2ptrace'), ...args);

  it('writes each format as print prints it, by its id, for its owner only', () => {
    for (const { id, extension, messagesOnly } of FORMATS) {
      const out = path(`${id}.${extension}`);
      const { status, stderr } = convert(out, '--to', id);
      assert.equal(status, 0, stderr);
      const said = messagesOnly
        ? /^2 messages, 4 lost in .*, without 1 other event$/m
        : /^2 messages, 1 other event, 4 lost in [^,]*$/m;
      assert.match(stderr, said);
      const printed = run('print', path('in.p2ptrace'), '--format', id).stdout;
      assert.ok(readFileSync(out).equals(printed), id);
      assert.ok(convert('-', '--to', id).stdout.equals(printed), `${id} on standard output`);
      assert.equal(statSync(out).mode & 0o777, 0o600);
    }
    assert.ok(!readdirSync(path('')).some((name) => name.includes('unfinished')));
  }).timeout(60_000);

  it('leaves alone what has the name of an unfinished file: a file, a link to one, a pipe', () => {
    writeFileSync(path('a.csv.unfinished'), 'mine');
    writeFileSync(path('aim'), 'mine');
    symlinkSync(path('aim'), path('b.csv.unfinished'));
    spawnSync('mkfifo', [path('c.csv.unfinished')]);
    for (const name of ['a.csv', 'b.csv', 'c.csv']) {
      const { status, stderr } = convert(path(name));
      assert.equal(status, 0, stderr);
      assert.match(readFileSync(path(name), 'utf8'), /^row,/);
    }
    assert.equal(readFileSync(path('a.csv.unfinished'), 'utf8'), 'mine');
    assert.equal(readFileSync(path('aim'), 'utf8'), 'mine');
    assert.deepEqual(
      readdirSync(path('')).filter((name) => name.includes('unfinished')),
      ['a.csv.unfinished', 'b.csv.unfinished', 'c.csv.unfinished'],
    );
    for (const name of ['a', 'b', 'c']) rmSync(path(`${name}.csv.unfinished`));
  }).timeout(20_000);

  it('goes by the extension, and asks where that does not tell', () => {
    assert.equal(convert(path('same.P2PTRACE')).status, 0);
    assert.ok(readFileSync(path('same.P2PTRACE')).equals(capture));
    assert.equal(convert(path('lines.jsonl')).status, 0);
    assert.match(readFileSync(path('lines.jsonl'), 'utf8'), /^\{.*\}\n\{/);
    for (const [name, id] of [
      ['a.messages.parquet', 'parquet-messages'],
      ['messages.parquet', 'parquet'],
      ['a.b.2026.parquet', 'parquet'],
      ['a.mermaid', 'mermaid'],
      ['a.plantuml', 'plantuml'],
      ['a.ndjson', 'json'],
    ] as const) {
      assert.equal(convert(path(name)).status, 0);
      assert.equal(convert(path(`${id}.wanted`), '--to', id, '--force').status, 0);
      assert.ok(readFileSync(path(name)).equals(readFileSync(path(`${id}.wanted`))), name);
    }
    for (const [name, wanted] of [
      ['x.log', /\.log does not tell it\. Say which with --to: log, raw\.$/m],
      ['msgs_recv.dat', /\.dat does not tell it\. Say which with --to: .*, core\.$/m],
      ['x.doc', /\.doc does not tell it\. Say which with --to: p2ptrace, log,/],
      ['x', /has no extension\. Say which with --to: p2ptrace,/],
      ['-', /Say which with --to/],
    ] as const) {
      const { status, stderr } = convert(name === '-' ? name : path(name));
      assert.equal(status, 1);
      assert.match(stderr, wanted);
    }
    assert.equal(convert(path('y.log'), '--to', 'doc').status, 2);
    const other = convert(path('other.csv'), '--to', 'pcapng');
    assert.match(other.stderr, /other\.csv is of the format pcapng, not csv\.\n/);
    for (const [name, to] of [
      ['same.csv', 'csv'],
      ['any.log', 'log'],
      ['none', 'csv'],
    ] as const)
      assert.doesNotMatch(convert(path(name), '--to', to).stderr, /is of the format/);
  }).timeout(90_000);

  it('names the chain in pcapng that the peers suggest, or that it is told', () => {
    const peer = { peer: 1, address: '91.2.3.4:18444', connectionType: 'manual' };
    writeFileSync(path('regtest.p2ptrace'), Buffer.concat([hello, message(peer)]));
    const magics = { regtest: 'fabfb5da', signet: '0a03cf40', main: 'f9beb4d9' };
    for (const [chain, ...args] of [
      ['regtest'],
      ['regtest', '--redact'],
      ['signet', '--chain', 'signet'],
    ] as const) {
      const out = path('chain.pcapng');
      const ran = run('convert', path('regtest.p2ptrace'), out, '--force', ...args);
      assert.deepEqual([ran.status, ran.stderr.includes('assumed')], [0, false], ran.stderr);
      const written = readFileSync(out);
      for (const [name, magic] of Object.entries(magics))
        assert.equal(written.includes(Buffer.from(magic, 'hex')), name === chain, name);
    }
    assert.match(convert(path('unknown.pcapng')).stderr, /main is assumed; --chain names another/);
    assert.equal(convert(path('x.csv'), '--chain', 'signet').status, 2);
  }).timeout(60_000);

  it('replaces nothing unless it is told to, and never what it reads, whatever it is called', () => {
    writeFileSync(path('mine.hex'), 'mine');
    assert.equal(convert(path('mine.hex')).status, 1);
    assert.equal(readFileSync(path('mine.hex'), 'utf8'), 'mine');
    assert.equal(convert(path('mine.hex'), '--force').status, 0);
    assert.equal(readFileSync(path('mine.hex'), 'latin1').split('\n').length, 3);

    linkSync(path('in.p2ptrace'), path('hard.p2ptrace'));
    symlinkSync(path('in.p2ptrace'), path('soft.p2ptrace'));
    for (const name of ['in.p2ptrace', 'hard.p2ptrace', 'soft.p2ptrace'])
      assert.match(convert(path(name), '--force').stderr, /is what would be read/);
    assert.ok(readFileSync(path('in.p2ptrace')).equals(capture));

    symlinkSync(path('mine.hex'), path('link.hex'));
    assert.equal(convert(path('link.hex'), '--force').status, 0);
    assert.ok(readFileSync(path('link.hex')).equals(readFileSync(path('mine.hex'))));
  }).timeout(30_000);

  it('leaves special files and files of a directory that it reads alone', () => {
    assert.match(convert('/dev/null', '--to', 'hex', '--force').stderr, /not a regular file/);
    const shell = 'exec "$0" dist/cli.js convert "$1" >(cat) --to hex';
    const piped = spawnSync('bash', ['-c', shell, process.execPath, path('in.p2ptrace')]);
    assert.match(piped.stderr.toString(), /not a regular file\. .* give - in its place/);
    assert.match(convert(path('nowhere/x.hex')).stderr, /its folder does not exist/);
    const sent = 'node/message_capture/127.0.0.1_8333/msgs_sent.dat';
    const ping = coreRecord({ timeUs: 1_700_000_000_000_000, type: 'ping', payload: nonce });
    writeFiles(path(''), { [sent]: ping });
    const into = run('convert', path('node'), path(sent), '--to', 'hex', '--force');
    assert.match(into.stderr, /is what would be read/);
    assert.ok(readFileSync(path(sent)).equals(ping));
    mkdirSync(path('folder.hex'));
    assert.match(convert(path('folder.hex'), '--force').stderr, /not a regular file/);
  }).timeout(30_000);

  it('says of a diagram how much of what was read is in it', () => {
    const pings = Array.from({ length: 2500 }, (_, i) =>
      message({ peer: 1, type: 'ping', payload: nonce, timeNs: 2e9 + i }),
    );
    const closed = connection(EventKind.ClosedConnection, { peer: 1, timeNs: 3e9, lost: 7 });
    const opened = connection(EventKind.InboundConnection, { peer: 1, timeNs: 1e9 });
    writeFileSync(path('many.p2ptrace'), Buffer.concat([hello, opened, ...pings, closed]));
    for (const [name, arrow] of [
      ['d.mmd', /->>|-->>/g],
      ['d.puml', /->|-->/g],
    ] as const) {
      const { stderr } = run('convert', path('many.p2ptrace'), path(name));
      const drawn = readFileSync(path(name), 'utf8').match(arrow)!.length;
      assert.ok(drawn < 2500);
      const end = `${drawn.toLocaleString('en-US')} messages, 1 other event in ${path(name)}\n`;
      assert.ok(stderr.endsWith(end), stderr);
      const leftOut = (2501 - drawn).toLocaleString('en-US');
      assert.ok(stderr.includes(`no room for ${leftOut} later events`), stderr);
    }
  }).timeout(30_000);

  it('gives the hint that fits where the output cannot be', () => {
    symlinkSync('circle.hex', path('circle.hex'));
    symlinkSync(path('gone'), path('dangling.hex'));
    for (const [name, said] of [
      ['circle.hex', /circle \(ELOOP\)\. Choose another location, or remove one of those links\./],
      [
        'dangling.hex',
        /a symbolic link that leads nowhere\. Choose another name, or remove the link\./,
      ],
      [`${'n'.repeat(300)}.hex`, /too long \(ENAMETOOLONG\)\. Choose a shorter name\./],
      ['nowhere/x.hex', /folder does not exist \(ENOENT\)\. Make that folder first, or/],
    ] as const)
      for (const force of [[], ['--force']]) {
        const { stderr, status } = convert(path(name), ...force);
        assert.equal(status, 1);
        assert.match(stderr, said);
        assert.doesNotMatch(stderr, /disk space/);
      }
  }).timeout(30_000);
});
