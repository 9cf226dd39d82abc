import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { temporaryDirectory } from '../support/directory';
import { hello, message } from '../support/frames';
import { many } from '../bitcoin/conversation/talk';
import { hostileCapture } from '../support/hostile';
import { PseudoTerminal } from '../support/pseudoTerminal';
import { writeSession } from '../support/session';
import { visibleLines } from '../../../src/shared/text/visible';

const ESC = '\x1b';
const UP = '\x1b[A';
const DOWN = '\x1b[B';
const END = '\x1b[F';
const HOME = '\x1b[H';

/** Which row is chosen: its id. */
function chosen(lines: string[]): string | undefined {
  return /^▸.? *(\d+) /m.exec(lines.join('\n'))?.[1];
}

/** The ids of the rows, from the top. */
function ids(lines: string[]): string[] {
  return lines.flatMap((line) => /^[▸ ][! ] *(\d+) [↑↓\d]/.exec(line)?.[1] ?? []);
}

describe('monitor of a capture', () => {
  const path = temporaryDirectory();
  const terminals: PseudoTerminal[] = [];
  let file = '';

  before(() => {
    file = path('session.p2ptrace');
    writeSession(file);
  });
  afterEach(async () => {
    for (const terminal of terminals.splice(0)) await terminal.kill();
  });

  /** The command in a shell, which says how it ended and how the terminal is then. */
  function open(size?: { rows: number; columns: number }, capture = file): PseudoTerminal {
    const script =
      'echo before; "$0" dist/cli.js monitor "$1"; echo "status $?"; stty -a; read line';
    const terminal = new PseudoTerminal(['sh', '-c', script, process.execPath, capture], size);
    terminals.push(terminal);
    return terminal;
  }

  it('shows what is compressed as what is not', async () => {
    writeFileSync(path('session.p2ptrace.gz'), gzipSync(readFileSync(file)));
    const terminal = open(undefined, path('session.p2ptrace.gz'));
    await terminal.shows(/^bitcoind .*5 in, 4 out.*0 lost/m);
    await terminal.shows((lines) => ids(lines).length === 9);
    terminal.press('q');
    await terminal.shows(/status 0/);
  }).timeout(60_000);

  it('shows the peers with totals above, and moves by the keys of p2p_monitor.py', async () => {
    const terminal = open();
    await terminal.shows(/^bitcoind .*5 in, 4 out.*0 lost/m);
    await terminal.shows(/Peer Type +Address/);
    await terminal.shows((lines) => ids(lines).length === 9);
    const [first, second, third] = ids(terminal.lines);
    assert.equal(chosen(terminal.lines), first);
    terminal.press('j');
    await terminal.shows((lines) => chosen(lines) === second);
    terminal.press(DOWN);
    await terminal.shows((lines) => chosen(lines) === third);
    terminal.press('k');
    await terminal.shows((lines) => chosen(lines) === second);
    terminal.press(UP);
    await terminal.shows((lines) => chosen(lines) === first);
    terminal.press('G');
    await terminal.shows((lines) => chosen(lines) === ids(lines).at(-1));
    terminal.press(HOME);
    await terminal.shows((lines) => chosen(lines) === first);
  });

  it('tells versions where there is no room for the whole user agent', async () => {
    const terminal = open({ rows: 30, columns: 140 });
    await terminal.shows((lines) => ids(lines).length === 9);
    await terminal.shows(/ \/…31\.99\.0/);
    assert.doesNotMatch(terminal.lines.join('\n'), /\/Satoshi:…/);
  });

  it('shows the messages of a peer, the latest at the bottom, and goes back', async () => {
    const terminal = open();
    await terminal.shows((lines) => ids(lines).length === 9);
    terminal.press('j\r');
    await terminal.shows(/^Peer \d+, \d+ events {2}[↑↓] /m);
    await terminal.shows(
      /\d\d:\d\d:\d\d\.\d{3} ↑ blocktxn +60 kB 2cec…3dd0 1 transaction\n.*scroll/,
    );
    const latest = terminal.lines.at(-2);
    terminal.press('g');
    await terminal.shows(/^Peer .* not the latest .*\n.*\n.* version /m);
    terminal.press(END);
    await terminal.shows((lines) => lines.at(-2) === latest);
    terminal.press('\x1b');
    await terminal.shows(/Peer Type +Address/);
  });

  it('sorts, filters, and shows closed connections', async () => {
    const terminal = open();
    await terminal.shows((lines) => ids(lines).length === 9);
    terminal.press('/manual');
    await terminal.shows('Filter: manual');
    await terminal.shows((lines) => ids(lines).length > 0 && ids(lines).length < 9);
    terminal.press('\r');
    await terminal.shows('[filter: manual]');
    terminal.press('\x1b');
    await terminal.shows((lines) => ids(lines).length === 9);
    terminal.press('c');
    await terminal.shows((lines) => ids(lines).length === 11);
    terminal.press('ss');
    await terminal.shows('▲Peer');
    const ascending = ids(terminal.lines);
    assert.deepEqual(
      ascending,
      ascending.toSorted((a, b) => Number(a) - Number(b)),
    );
    terminal.press('S');
    await terminal.shows('▼Peer');
    assert.deepEqual(ids(terminal.lines), ascending.toReversed());
  });

  it('shows totals by message type, below the table where there is room', async () => {
    const terminal = open({ rows: 50, columns: 200 });
    await terminal.shows(/Peer Type +Address +User agent.*Remarks/);
    await terminal.shows(/Message type +Messages +Bytes +Share +p50 +p95 +p99 +Unanswered/);
    await terminal.shows(/^ {2}ping +\d+ .* [µm]s/m);
    terminal.resize(24, 80);
    await terminal.shows((lines) => !lines.join().includes('Message type'));
    await terminal.shows((lines) => lines[23]!.includes('Tab totals'));
    terminal.press('\t');
    await terminal.shows((lines) => lines[1]!.includes('Message type') && ids(lines).length === 0);
    terminal.press('\t');
    await terminal.shows(/Peer Type +Address/);
    terminal.press('?');
    await terminal.shows('words that must be there');
    assert.doesNotMatch(terminal.lines.join('\n'), /…/);
    terminal.press('q');
    await terminal.shows(/Peer Type +Address/);
  });

  it('counts errors and warnings of each peer, where there is room, and sorts by them', async () => {
    const found = path('found.p2ptrace');
    const tooMany = { type: 'inv', payload: many(50_001, 36) };
    const frames = [
      message({ peer: 1, type: 'sendheaders' }),
      message({ peer: 2, ...tooMany }),
      message({ peer: 3, ...tooMany }),
      message({ peer: 3, ...tooMany }),
      message({ peer: 4, type: 'pong', payload: Buffer.alloc(7) }),
    ];
    writeFileSync(found, Buffer.concat([hello, ...frames]));
    const terminal = open({ rows: 20, columns: 150 }, found);
    await terminal.shows(/Peer Type +Address .* Errors +Warnings/);
    await terminal.shows(/^[▸ ]! +2 .* 1 +1 error/m);
    await terminal.shows(/^[▸ ]! +3 .* 2 +2 errors/m);
    await terminal.shows(/^[▸ ]! +4 .* 1 +1 warning/m);
    await terminal.shows(/^[▸ ] {2,}1 ↓/m);
    // Behind rate: ping, last message, since.
    terminal.press('ssss');
    await terminal.shows((lines) => lines.join('\n').includes('▼Errors') && ids(lines)[0] === '3');
    assert.deepEqual(ids(terminal.lines).slice(0, 2), ['3', '2']);
    // They give way to what says who and how much.
    terminal.resize(20, 80);
    await terminal.shows((lines) => /Peer Type +Address/.test(lines.join('\n')));
    await terminal.shows((lines) => !/Errors|Warnings/.test(lines[1]!));
  }).timeout(60_000);

  it('leaves out columns on a narrow screen, and wraps no line', async () => {
    const terminal = open({ rows: 12, columns: 40 });
    await terminal.shows(/Peer Type +Address *\n/);
    await terminal.shows((lines) => ids(lines).length === 9);
    assert.match(terminal.lines[0]!, /5 in, 4 out/);
    assert.match(terminal.lines[11]!, /choose/);
    terminal.resize(30, 120);
    await terminal.shows(/Peer Type +Address +User agent .*Ping/);
    assert.match(terminal.lines[29]!, /Tab totals .* p pause *$/);
    terminal.resize(8, 30);
    await terminal.shows((lines) => lines[7]!.includes('choose') && ids(lines).length === 5);
    assert.match(terminal.lines.join('\n'), /Peer Address *\n/);
  });

  for (const [name, key] of [
    ['q', 'q'],
    ['Ctrl-C', '\x03'],
  ] as const)
    it(`gives the terminal back by ${name}`, async () => {
      const terminal = open({ rows: 30, columns: 80 });
      await terminal.shows((lines) => ids(lines).length === 9);
      assert.ok(terminal.isTakenOver);
      terminal.press(key);
      await terminal.shows(/^before\nstatus 0\n/m);
      await terminal.shows(/ echo /);
      assertRestored(terminal);
    });

  it('gives the terminal back when it is terminated', async () => {
    const terminal = open({ rows: 30, columns: 80 });
    await terminal.shows((lines) => ids(lines).length === 9);
    const { stdout } = spawnSync('pgrep', ['-f', `cli.js monitor ${file}$`], { encoding: 'utf8' });
    const own = stdout.trim().split('\n').map(Number).at(-1)!;
    process.kill(own, 'SIGTERM');
    await terminal.shows(/^status 143\n/m);
    await terminal.shows(/ echo /);
    assertRestored(terminal);
  });

  function assertRestored(terminal: PseudoTerminal): void {
    assert.equal(terminal.isTakenOver, false);
    assert.ok(terminal.output.lastIndexOf('\x1b[?25h') > terminal.output.lastIndexOf('\x1b[?25l'));
    assert.ok(terminal.output.lastIndexOf('\x1b[?7h') > terminal.output.lastIndexOf('\x1b[?7l'));
    const settings = terminal.lines.join(' ');
    for (const setting of ['icanon', 'isig', 'echo', 'icrnl', 'opost'])
      assert.match(settings, new RegExp(`[ ;]${setting} `), setting);
  }

  it('lets no hostile peer steer the terminal', async () => {
    const hostile = path('hostile.p2ptrace');
    writeFileSync(hostile, hostileCapture());
    const terminal = open({ rows: 50, columns: 250 }, hostile);
    await terminal.shows('⟨U+001B⟩[31m');
    terminal.press('c');
    await terminal.shows('[closed shown]');
    terminal.press('\t');
    await terminal.shows((lines) => lines[1]!.includes('Message type'));
    terminal.press('\t');
    await terminal.shows(/Peer Type/);
    for (let i = 0; i < 4; i++) {
      terminal.press('\r');
      await terminal.shows(/^Peer \d+, \d+ events?/m);
      await terminal.shows('⟨U+001B⟩');
      terminal.press('\x1b');
      await terminal.shows(/Peer Type/);
      terminal.press('j');
    }
    terminal.press('q');
    await terminal.shows('status 0');
    // What this program says to the terminal itself: places, erasing, looks and modes.
    const own = new RegExp(
      `${ESC}\\[(\\d+;1H|[JK]|2J|(0|1|2|7|22|27|33|36|39)m|\\?(1049|25|7|2026)[hl])`,
      'g',
    );
    const text = Buffer.from(terminal.output, 'latin1')
      .toString()
      .replaceAll('\r\n', '\n')
      .replace(own, '');
    assert.equal(visibleLines(text), text);
  });

  it('says what to use where there is no terminal', () => {
    const args = ['dist/cli.js', 'monitor', file];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    assert.equal(status, 1);
    assert.equal(stdout, '');
    assert.match(stderr, /standard input or output is not one\. Use log .* or json /);
  });
});
