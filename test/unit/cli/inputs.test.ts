import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { coreRecord, writeFiles } from '../support/coreFiles';
import { temporaryDirectory } from '../support/directory';
import { connection, EventKind, hello, message } from '../support/frames';
import { Dialogue, pcap, wire } from '../support/packets';
import { CLI, linesOf, runCli, RunningCli } from '../support/runCli';

/** Has a program of Node say at its end how much memory it took at most, kB. */
const TELL_MEMORY = `data:text/javascript,import{readFileSync}from"node:fs";process.on("exit",()=>console.error(readFileSync("/proc/self/status","utf8").match(/VmHWM:.*/)[0]))`;

/** By the program itself, of the Debian package. */
function zstd(data: Buffer, ...args: string[]): Buffer {
  const { stdout, status, stderr } = spawnSync('zstd', ['-q', '-c', ...args], {
    input: data,
    maxBuffer: 2 ** 28,
  });
  assert.equal(status, 0, String(stderr));
  return stdout;
}

const nonce = Buffer.alloc(8, 7);
const frames = [
  connection(EventKind.InboundConnection, { peer: 1, timeNs: 1e9 }),
  message({ peer: 1, type: 'ping', payload: nonce, timeNs: 2e9 }),
  message({ peer: 1, type: 'pong', payload: nonce, direction: 'outbound', timeNs: 2.5e9 }),
  message({ peer: 2, type: 'tx', payload: Buffer.alloc(60_000, 3), timeNs: 3e9, lost: 4 }),
  message({ peer: 2, type: 'ping', payload: Buffer.alloc(8, 9), timeNs: 4e9 }),
];
const capture = Buffer.concat([hello, ...frames]);
const json = ['--format', 'json'];

describe('what print reads', () => {
  const path = temporaryDirectory();
  let expected: Buffer = Buffer.alloc(0);

  before(() => {
    writeFileSync(path('in.p2ptrace'), capture);
    writeFileSync(path('in.p2ptrace.gz'), gzipSync(capture));
    writeFileSync(path('in.p2ptrace.zst'), zstd(capture));
    mkdirSync(path('tmp'), { mode: 0o700 });
    expected = runCli(['print', path('in.p2ptrace'), ...json]).stdout;
    assert.equal(linesOf({ stdout: expected }).length, 5);
  });

  /** With a directory of its own for temporary files, of which nothing may be left. */
  function print(args: readonly string[], input?: Buffer) {
    const ran = runCli(['print', ...args], { input, env: { TMPDIR: path('tmp') } });
    assert.deepEqual(readdirSync(path('tmp')), []);
    return ran;
  }

  it('is a pipe with a name, as a shell makes it of a command', () => {
    execFileSync('mkfifo', [path('pipe')]);
    for (const [script, place] of [
      ['cat "$1" > "$2" & exec "$3" "$4" print "$2" --format json', 'in.p2ptrace'],
      ['exec "$3" "$4" print <(zstd -dc "$1") --format json', 'in.p2ptrace.zst'],
      // To filter by what comes later, all of it is kept first.
      ['exec "$3" "$4" print <(cat "$1") --format json --last 5', 'in.p2ptrace.gz'],
    ] as const) {
      const args = ['-c', script, 'sh', path(place), path('pipe'), process.execPath, CLI];
      const { status, stdout, stderr } = spawnSync('bash', args);
      assert.equal(status, 0, stderr.toString());
      assert.ok(stdout.equals(expected), script);
    }
  }).timeout(30_000);

  it('is compressed, or standard input, or both', () => {
    for (const name of ['in.p2ptrace.gz', 'in.p2ptrace.zst'])
      assert.ok(print([path(name), ...json]).stdout.equals(expected), name);
    for (const input of [capture, gzipSync(capture), zstd(capture)])
      assert.ok(print(['-', ...json], input).stdout.equals(expected));
    const several = Buffer.concat([
      gzipSync(capture.subarray(0, 700)),
      gzipSync(capture.subarray(700)),
    ]);
    assert.ok(print(['-', ...json], several).stdout.equals(expected));
    const frameByFrame = Buffer.concat([
      Buffer.from('502a4d180400000001020304', 'hex'),
      zstd(capture.subarray(0, 700)),
      zstd(capture.subarray(700), '--check'),
    ]);
    assert.ok(print(['-', ...json], frameByFrame).stdout.equals(expected));
  }).timeout(60_000);

  it('ends with Ctrl-C also where a pipe has nobody who writes, or nothing more', async () => {
    execFileSync('mkfifo', [path('still')]);
    const none = new RunningCli(['print', path('still')]);
    await sleep(1000);
    none.child.kill('SIGINT');
    assert.deepEqual(await endOf(none), [null, 'SIGINT']);
    assert.equal(none.stderr, '');
    // Who opens both ends waits for nobody.
    const writer = openSync(path('still'), constants.O_RDWR);
    for (const [there, lines] of [
      [Buffer.alloc(0), 0],
      [capture.subarray(0, -5), 4],
      [capture, 5],
    ] as const)
      for (const options of [[], ['--last', '9']]) {
        const running = new RunningCli(['print', path('still'), ...json, ...options]);
        writeSync(writer, there);
        if (options.length === 0) await running.prints(lines);
        await sleep(1000);
        running.child.kill('SIGTERM');
        assert.deepEqual(await endOf(running), [null, 'SIGTERM']);
        assert.equal(linesOf({ stdout: Buffer.from(running.stdout) }).length, lines);
        assert.ok(!running.stderr.includes('cannot be read'), running.stderr);
      }
    closeSync(writer);
  }).timeout(60_000);

  it('is no error of a standard input that has not begun when Ctrl-C ends it', async () => {
    const running = new RunningCli(['print', '-']);
    await sleep(1000);
    running.child.kill('SIGINT');
    assert.deepEqual(await endOf(running), [null, 'SIGINT']);
    assert.equal(running.stderr, '');
  }).timeout(20_000);

  it('is what came until Ctrl-C, also of what is kept before it is read', async () => {
    const [client, node] = [
      { host: '203.0.113.5', port: 50_000 },
      { host: '10.0.0.1', port: 18_444 },
    ];
    const dialogue = new Dialogue(client, node).open();
    for (const n of [1, 2, 3]) dialogue.say(0, wire('ping', Buffer.alloc(8, n)));
    const { packets } = dialogue;
    const cut = Buffer.concat([pcap(packets), Buffer.alloc(8)]);
    // A line of these says who the node is.
    for (const [input, options, lines] of [
      [cut, [], 5],
      [cut, ['--last', '2'], 3],
      [zstd(capture).subarray(0, -1), ['--last', '2'], 2],
      [gzipSync(capture).subarray(0, -1), [], 5],
    ] as const) {
      const running = new RunningCli(['print', '-', ...json, ...options]);
      running.child.stdin.write(input);
      await sleep(1500);
      running.child.kill('SIGINT');
      assert.deepEqual(await endOf(running), [null, 'SIGINT']);
      assert.equal(linesOf({ stdout: Buffer.from(running.stdout) }).length, lines);
      assert.ok(!/early|None of/.test(running.stderr), running.stderr);
    }
  }).timeout(60_000);

  it('is nothing of a file that Ctrl-C comes before, while it is opened', async () => {
    const busy = gunzipSync(readFileSync('native/demo-node/busy.p2ptrace.gz'));
    writeFileSync(path('long'), Buffer.concat(Array.from({ length: 6 }, () => busy)));
    const running = new RunningCli(['print', path('long')]);
    const files = `/proc/${running.child.pid}/fd`;
    const isOpen = () =>
      readdirSync(files).some((file) => linkOf(`${files}/${file}`) === path('long'));
    while (!isOpen()) await sleep(1);
    running.child.kill('SIGINT');
    assert.deepEqual(await endOf(running), [null, 'SIGINT']);
    assert.equal(running.stdout.length, 0);
    assert.equal(running.stderr, 'Read up to the interruption: 0 messages.\n');
  }).timeout(60_000);

  it('is kept where an option looks back, and leaves nothing', () => {
    for (const options of [
      ['--filter', 'latency:>400ms'],
      ['--filter', 'unanswered'],
      ['--last', '2'],
      ['--from', '-1s'],
      ['--stats'],
    ]) {
      const file = print([path('in.p2ptrace'), ...options]);
      assert.equal(file.status, 0, file.stderr);
      assert.ok(file.stdout.length > 0);
      assert.ok(print(['-', ...options], capture).stdout.equals(file.stdout), options.join(' '));
      const zipped = print([path('in.p2ptrace.zst'), ...options]);
      assert.ok(zipped.stdout.equals(file.stdout), options.join(' '));
    }
  }).timeout(90_000);

  it('comes from a pipe that is still written, event by event', async () => {
    const running = new RunningCli(['print', '-', '--filter', 'type:ping,pong']);
    const [first, second] = [capture.subarray(0, hello.length + 1000), capture];
    running.child.stdin.write(first);
    await running.prints(1);
    assert.match(running.stdout, /^inbound 'ping'/);
    running.child.stdin.end(second.subarray(first.length));
    assert.deepEqual(await running.ended, [0, null]);
    assert.equal(running.stdout.split('\n').length - 1, 3);
    assert.match(running.stderr, /4 messages lost here/);
  }).timeout(30_000);

  it('is of every kind, compressed: a file of Core’s too', () => {
    const records = [1, 2, 3].map((n) =>
      coreRecord({ timeUs: 1_700_000_000_000_000 + n, type: 'ping', payload: Buffer.alloc(8, n) }),
    );
    const whole = Buffer.concat(records);
    writeFiles(path(''), {
      'msgs_sent.dat': whole,
      'msgs_sent.dat.gz': gzipSync(whole),
      'short/msgs_sent.dat.gz': gzipSync(whole.subarray(0, -3)),
    });
    const plain = print([path('msgs_sent.dat'), '--format', 'hex']);
    assert.equal(linesOf(plain).length, 3);
    const zipped = print([path('msgs_sent.dat.gz'), '--format', 'hex']);
    assert.ok(zipped.stdout.equals(plain.stdout));
    const cut = print([path('short/msgs_sent.dat.gz'), '--format', 'hex']);
    assert.equal(linesOf(cut).length, 2);
    assert.equal(cut.status, 1);
    assert.match(cut.stderr, /short\/msgs_sent\.dat\.gz: \d+ bytes at offset 64 are no whole/);
  }).timeout(60_000);

  it('delivers what comes before something broken, and says where that is', () => {
    const end = capture.length;
    const bad = Buffer.from(capture);
    const lastAt = end - frames.at(-1)!.length;
    bad.writeUInt32LE(3, lastAt);
    const cases: [name: string, input: Buffer, wanted: RegExp, lines: number][] = [
      [
        'cut',
        capture.subarray(0, -5),
        new RegExp(`: ${frames.at(-1)!.length - 5} bytes at offset ${lastAt} are no whole`),
        4,
      ],
      ['bad', bad, new RegExp(`at offset ${lastAt}`), 4],
      [
        'cut.gz',
        gzipSync(capture).subarray(0, -9),
        /cannot be decompressed beyond byte \d+: unexpected end/,
        4,
      ],
      [
        'sum.gz',
        flipped(gzipSync(capture), -6),
        /cannot be decompressed beyond byte \d+: incorrect data check/,
        5,
      ],
      [
        'cut.zst',
        zstd(capture, '--no-check').subarray(0, -1),
        /cannot be decompressed beyond byte \d+: it ends early/,
        0,
      ],
      [
        'after.zst',
        Buffer.concat([zstd(capture), Buffer.from('some text')]),
        /cannot be decompressed beyond byte \d+: what follows is not Zstandard/,
        5,
      ],
      [
        'text',
        Buffer.from('no capture at all, but a text that is long enough to be one'),
        /cannot be read as a capture/,
        0,
      ],
      ['empty', Buffer.alloc(0), /cannot be read as a capture/, 0],
    ];
    for (const [name, input, wanted, least] of cases) {
      writeFileSync(path(name), input);
      for (const args of [[path(name)], ['-']]) {
        const ran = print([...args, ...json], args[0] === '-' ? input : undefined);
        const label = `${name} as ${args[0]}: ${ran.stderr}`;
        assert.equal(ran.status, 1, label);
        assert.match(ran.stderr, wanted, label);
        assert.ok(ran.stderr.includes(args[0] === '-' ? 'standard input' : path(name)), label);
        assert.ok(linesOf(ran).length >= least, label);
        assert.ok(expected.toString().startsWith(ran.stdout.toString()), label);
      }
    }
    const { stderr } = print(['-', ...json], bad);
    assert.match(stderr, /\. Everything before that was delivered, and nothing from there on\.$/m);
  }).timeout(120_000);

  it('is called by its name also where what is wrong is found late', () => {
    const header = Buffer.from('d4c3b2a1020004000000000000000000ffff000001000000', 'hex');
    const noPackets = Buffer.concat([header, Buffer.alloc(16)]);
    const badPacket = Buffer.concat([header, Buffer.alloc(8), Buffer.alloc(8, 0xff)]);
    for (const [input, wanted] of [
      [noPackets, /^standard input has no message of Bitcoin’s v1 transport/],
      [badPacket, /^standard input cannot be read as a capture: .* at offset 24/],
    ] as const)
      for (const options of [[], ['--stats']]) {
        const { stderr, status } = print(['-', ...options], input);
        assert.equal(status, 1);
        assert.match(stderr, wanted);
        assert.ok(!stderr.includes(path('')), stderr);
      }
  }).timeout(30_000);

  it('is not read to its end where it is nothing that is known: it may have none', async () => {
    for (const options of [[], ['--stats']]) {
      const running = new RunningCli(['print', '-', ...options], { TMPDIR: path('tmp') });
      // Nor is there an end of this.
      running.child.stdin.on('error', () => undefined);
      running.child.stdin.write(Buffer.alloc(8192));
      const timer = setTimeout(() => running.child.kill('SIGKILL'), 10_000);
      assert.deepEqual(await running.ended, [1, null]);
      clearTimeout(timer);
      assert.match(running.stderr, /^standard input cannot be read as a capture: .*offset 0/);
      assert.deepEqual(readdirSync(path('tmp')), []);
    }
  }).timeout(30_000);

  it('is bounded in memory, whatever it decompresses to', () => {
    const big = message({ peer: 1, type: 'block', payload: Buffer.alloc(4_000_000) });
    const bomb = Buffer.concat([hello, ...Array.from({ length: 100 }, () => big)]);
    for (const input of [gzipSync(bomb), zstd(bomb)]) {
      const ran = spawnSync(
        process.execPath,
        ['--import', TELL_MEMORY, 'dist/cli.js', 'print', '-', '--filter', 'size:<1'],
        { input, encoding: 'utf8' },
      );
      assert.equal(ran.status, 0, ran.stderr);
      const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(ran.stderr)!;
      assert.ok(Number(kilobytes) < 250_000, ran.stderr);
    }
    // A window of 2 GiB, as zstd --ultra --long=31 has it.
    const greedy = Buffer.from('28b52ffd04a8010000', 'hex');
    const { stderr, status } = print(['-'], greedy);
    assert.equal(status, 1);
    assert.match(stderr, /needs more than 128 MiB of memory/);
  }).timeout(60_000);

  it('is no terminal', () => {
    const script = '"$0" dist/cli.js print - </dev/tty; echo "status $?"';
    const { stdout } = spawnSync(
      'script',
      ['-qec', `sh -c '${script}' ${process.execPath}`, '/dev/null'],
      {
        encoding: 'utf8',
      },
    );
    assert.match(stdout, /Standard input is a terminal/);
    assert.match(stdout, /status 1/);
  }).timeout(20_000);
});

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[copy.length + at]! ^= 0xff;
  return copy;
}

/** @returns undefined where there is none any more. */
function linkOf(file: string): string | undefined {
  try {
    return readlinkSync(file);
  } catch {
    return undefined;
  }
}

/** Ended by force, which the caller sees, where it goes on. */
async function endOf({ child, ended }: RunningCli): ReturnType<() => RunningCli['ended']> {
  const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
  const end = await ended;
  clearTimeout(timer);
  return end;
}

describe('convert from a stream', () => {
  const path = temporaryDirectory();

  it('writes what standard input has', () => {
    const ran = runCli(['convert', '-', path('out.p2ptrace')], { input: gzipSync(capture) });
    assert.equal(ran.status, 0, ran.stderr);
    assert.ok(readFileSync(path('out.p2ptrace')).equals(capture));
  }).timeout(20_000);

  it('leaves a whole file of what comes before something broken', () => {
    const input = capture.subarray(0, -5);
    const ran = runCli(['convert', '-', path('cut.p2ptrace')], { input });
    assert.equal(ran.status, 1);
    assert.match(ran.stderr, /3 messages, 1 other event, 4 lost in /);
    const kept = capture.subarray(0, -frames.at(-1)!.length);
    assert.ok(readFileSync(path('cut.p2ptrace')).equals(kept));
  }).timeout(20_000);

  for (const [signal, ...told] of [
    ['SIGINT'],
    ['SIGTERM', '--stats'],
    ['SIGINT', '--findings'],
    ['SIGTERM', '--compact-blocks'],
  ] as const)
    it(`says that what it prints goes up to ${signal}: ${told.join('') || 'events'}`, async () => {
      const running = new RunningCli(['print', '-', ...told]);
      running.child.stdin.write(capture.subarray(0, -5));
      await sleep(1500);
      running.child.kill(signal);
      assert.deepEqual(await running.ended, [null, signal]);
      assert.match(running.stderr, /^Read up to the interruption: 3 messages, 1 other event\.$/m);
      assert.notEqual(running.stdout, '');
    }).timeout(20_000);

  it('leaves a whole file of what came before Ctrl-C, with the status of that', async () => {
    const running = new RunningCli(['convert', '-', path('part.jsonl')]);
    running.child.stdin.write(capture.subarray(0, -5));
    // The file takes shape beside its name.
    while (!readdirSync(path('')).includes('part.jsonl.unfinished'))
      await new Promise((resolve) => setTimeout(resolve, 20));
    await new Promise((resolve) => setTimeout(resolve, 300));
    running.child.kill('SIGINT');
    assert.deepEqual(await running.ended, [null, 'SIGINT']);
    assert.match(running.stderr, /3 messages, .* in .*part\.jsonl, up to the interruption/);
    assert.equal(readFileSync(path('part.jsonl'), 'utf8').split('\n').length - 1, 4);
  }).timeout(20_000);
});
