import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { Capture } from '../../src/capture/capture';
import { temporaryDirectory } from '../unit/support/directory';
import { PseudoTerminal } from '../unit/support/pseudoTerminal';
import { running } from './running';
import { RunningNode, session } from './support';

const PLAY = ['--session', session, '--wait', '--speed', '20', '--loops', '0'];

/** Directories of monitors. */
function temporaries(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('bitcoin-p2p-trace-'));
}

function events(lines: string[]): number {
  return Number(/^Peer \d+, ([\d,]+) events/m.exec(lines.join('\n'))?.[1]?.replaceAll(',', ''));
}

describe('monitor of a running node', () => {
  const path = temporaryDirectory();
  const { nodes } = running();
  const terminals: PseudoTerminal[] = [];
  afterEach(async () => {
    for (const terminal of terminals.splice(0)) await terminal.kill();
  });

  async function open(...options: string[]): Promise<PseudoTerminal> {
    const node = await RunningNode.start(...PLAY);
    nodes.push(node);
    const script = '"$@"; echo "status $?"; read line';
    const command = [process.execPath, 'dist/cli.js', 'monitor', '--pid', `${node.pid}`];
    const terminal = new PseudoTerminal(['sh', '-c', script, 'sh', ...command, ...options]);
    terminals.push(terminal);
    return terminal;
  }

  it('shows its peers, and the messages of one as they come, and keeps nothing', async () => {
    const before = temporaries();
    const terminal = await open();
    await terminal.shows(/^▸.*127\.0\.0\.1:\d+ .*\/s/m);
    const [own, ...others] = temporaries().filter((name) => !before.includes(name));
    assert.ok(own !== undefined && others.length === 0);
    terminal.press('j\r');
    await terminal.shows((lines) => events(lines) > 0);
    const seen = events(terminal.lines);
    await terminal.shows((lines) => events(lines) > seen);
    terminal.press('\x03');
    await terminal.shows(/^\d+ messages, \d+ bytes, \d+ lost, 0 truncated\nstatus 0/m);
    assert.equal(terminal.isTakenOver, false);
    assert.match(terminal.lines.join('\n'), /Tracing .*demo-node/);
    assert.ok(!temporaries().includes(own));
  });

  it('keeps the trace in a file if told to', async () => {
    const file = path('kept.p2ptrace');
    const terminal = await open('--record', file);
    await terminal.shows(/^▸.*127\.0\.0\.1:\d+ .*\/s/m);
    terminal.press('q');
    await terminal.shows(/^(\d+) messages, .*\nstatus 0/m);
    const [, messages] = /^(\d+) messages/m.exec(terminal.lines.join('\n'))!;
    const capture = await Capture.open(file);
    assert.ok(Number(messages) > 0 && capture.index.length >= Number(messages));
    capture.dispose();
  });

  it('ends with its node, and says so after the terminal is given back', async () => {
    const terminal = await open();
    await terminal.shows(/^▸.*127\.0\.0\.1:\d+ .*\/s/m);
    nodes[0]!.kill();
    await terminal.shows(/The node \(pid \d+\) ended\.\n.*lost.*\nstatus 0/m);
    assert.equal(terminal.isTakenOver, false);
  });
});
