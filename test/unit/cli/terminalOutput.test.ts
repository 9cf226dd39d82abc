import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { wantsColour } from '../../../src/cli/colour';
import { temporaryDirectory } from '../support/directory';
import { hello, message } from '../support/frames';
import { hostileCapture } from '../support/hostile';
import { PseudoTerminal } from '../support/pseudoTerminal';
import { CLI, runCli, RunningCli } from '../support/runCli';

describe('what print and convert show', () => {
  const path = temporaryDirectory();
  const terminals: PseudoTerminal[] = [];
  const few = Buffer.concat([
    hello,
    message({ peer: 1, type: 'ping', payload: Buffer.alloc(8), timeNs: 2e9 }),
    message({ peer: 1, type: 'tx', direction: 'outbound', timeNs: 3e9, lost: 2 }),
  ]);

  before(() => {
    writeFileSync(path('few'), few);
    writeFileSync(path('hostile'), hostileCapture());
  });
  afterEach(async () => {
    for (const terminal of terminals.splice(0)) await terminal.kill();
  });

  function inTerminal(script: string): PseudoTerminal {
    const terminal = new PseudoTerminal([
      'sh',
      '-c',
      `${script}; echo "status $?"; read line`,
      process.execPath,
      CLI,
      path(''),
    ]);
    terminals.push(terminal);
    return terminal;
  }

  it('has colours on a terminal, by NO_COLOR and FORCE_COLOR', async () => {
    const script = 'unset NO_COLOR FORCE_COLOR; "$0" "$1" print "$2/few"';
    const terminal = inTerminal(script);
    await terminal.shows(/status 0/);
    assert.match(
      terminal.output,
      /\x1b\[36minbound\x1b\[39m \x1b\[90m'ping'\x1b\[39m msg from peer 1/,
    );
    assert.match(
      terminal.output,
      /\x1b\[33moutbound\x1b\[39m \x1b\[32m'tx'\x1b\[39m msg to peer 1/,
    );
    const plain = inTerminal(
      `NO_COLOR=1; export NO_COLOR; unset FORCE_COLOR; "$0" "$1" print "$2/few"`,
    );
    await plain.shows(/status 0/);
    assert.doesNotMatch(plain.output, /\x1b\[3/);
    const forced = runCli(['print', path('few')], { env: { FORCE_COLOR: '1', NO_COLOR: '1' } });
    assert.match(forced.stdout.toString(), /^\x1b\[36minbound/);
    const piped = runCli(['print', path('few')], { env: { FORCE_COLOR: undefined } });
    assert.doesNotMatch(piped.stdout.toString(), /\x1b/);
    assert.equal(wantsColour({ NO_COLOR: '' }, true), true);
    assert.equal(wantsColour({ NO_COLOR: '1' }, true), false);
    assert.equal(wantsColour({ FORCE_COLOR: '0' }, true), false);
    assert.equal(wantsColour({ TERM: 'dumb' }, true), false);
    assert.equal(wantsColour({}, false), false);
  }).timeout(60_000);

  it('has no control bytes but those of its own colours', () => {
    for (const format of ['log', 'text', 'raw', 'json']) {
      const env = { FORCE_COLOR: '1' };
      const { stdout } = runCli(['print', path('hostile'), '--format', format], { env });
      const text = stdout.toString().replace(/\x1b\[(3[1-9]|90)m/g, '');
      assert.doesNotMatch(text, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/, format);
    }
  }).timeout(30_000);

  it('says nothing but errors where it is to be quiet', () => {
    const loud = runCli(['print', path('few')]);
    assert.match(loud.stderr, /2 messages lost here/);
    const quiet = runCli(['print', path('few'), '--quiet']);
    assert.deepEqual([quiet.stderr, quiet.stdout.equals(loud.stdout)], ['', true]);
    const converted = runCli(['convert', '-q', path('few'), path('quiet.hex')]);
    assert.deepEqual([converted.stderr, converted.status], ['', 0]);
    const failed = runCli(['print', '-q', path('nothing')]);
    assert.match(failed.stderr, /there is no such file/);
    writeFileSync(path('cut'), few.subarray(0, -4));
    const cut = runCli(['print', '-q', path('cut')]);
    assert.match(cut.stderr, /at offset \d+ are no whole/);
    assert.equal(cut.status, 1);
  }).timeout(30_000);

  it('is how far it is, where that takes longer than a second, and goes away', async () => {
    const script = `(cat "$2/few"; sleep 3) | "$0" "$1" convert - "$2/slow.hex"`;
    const terminal = inTerminal(script);
    await terminal.shows(/Converting -: \d+ B, \d+ B\/s/);
    await terminal.shows(/status 0/);
    assert.doesNotMatch(terminal.lines.join('\n'), /Converting/);
    assert.match(terminal.lines.join('\n'), /2 messages, 2 lost in/);
    // Not where nobody looks.
    const piped = runCli(['convert', path('few'), path('fast.hex')]);
    assert.doesNotMatch(piped.stderr, /Converting/);
  }).timeout(60_000);

  it('is whole at Ctrl-C, with the status of that', async () => {
    const running = new RunningCli(['print', '-', '--format', 'json-array']);
    running.child.stdin.write(few);
    await running.prints(2);
    running.child.kill('SIGINT');
    assert.deepEqual(await running.ended, [null, 'SIGINT']);
    assert.equal((JSON.parse(running.stdout) as unknown[]).length, 2);
  }).timeout(30_000);

  it('does not outlive a second Ctrl-C, though nobody takes the output', async () => {
    const much = Array.from({ length: 2000 }, () => message({ payload: Buffer.alloc(1000) }));
    writeFileSync(path('much'), Buffer.concat([hello, ...much]));
    const child = spawn(process.execPath, [CLI, 'print', path('much'), '--format', 'raw']);
    const ended = once(child, 'exit');
    // It is full, and waits.
    await once(child.stdout, 'readable');
    child.kill('SIGINT');
    await wait(500);
    assert.equal(child.exitCode, null);
    child.kill('SIGINT');
    assert.deepEqual(await ended, [null, 'SIGINT']);
  }).timeout(30_000);

  it('ends with its reader', () => {
    const many = Buffer.concat([
      hello,
      ...Array.from({ length: 20_000 }, () => message({ peer: 1 })),
    ]);
    writeFileSync(path('many'), many);
    for (const command of ['print "$1"', 'convert "$1" - --to log', 'print - <"$1"']) {
      const script = `"$0" ${CLI} ${command} | head -1; echo "\${PIPESTATUS[0]}"`;
      const { stdout, stderr } = runShell(script, path('many'));
      assert.match(stdout, /^inbound 'ping'.*\n0\n$/, command);
      assert.equal(stderr, '', command);
    }
  }).timeout(60_000);
});

function runShell(script: string, file: string): { stdout: string; stderr: string } {
  const { stdout, stderr } = spawnSync('bash', ['-c', script, process.execPath, file], {
    encoding: 'utf8',
  });
  return { stdout, stderr };
}
