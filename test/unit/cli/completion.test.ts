import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { buildProgram } from '../../../src/cli/program';
import { temporaryDirectory } from '../support/directory';
import { PseudoTerminal } from '../support/pseudoTerminal';
import { runCli } from '../support/runCli';

/** What is typed before Tab, and what then stands there or is offered. */
const CASES: readonly [typed: string, wanted: RegExp][] = [
  ['conv', /bitcoin-p2p-trace convert/],
  ['print --form', /print --format/],
  ['print --format json-', /--format json-array/],
  ['print --decode=f', /print --decode=full/],
  ['completion fi', /completion fish/],
  ['hel', /bitcoin-p2p-trace help/],
  ['help reco', /help record/],
  ['print a\\ fi', /print a\\ file\.p2ptrace/],
  ['record --bin', /record --binary/],
  ['log --direction o', /--direction out/],
];

describe('completion', () => {
  const path = temporaryDirectory();
  const terminals: PseudoTerminal[] = [];

  before(() => {
    for (const shell of ['bash', 'zsh', 'fish']) {
      const ran = runCli(['completion', shell]);
      assert.equal(ran.status, 0, ran.stderr);
      writeFileSync(path(`script.${shell}`), ran.stdout);
    }
    mkdirSync(path('here'));
    writeFileSync(path('here/a file.p2ptrace'), '');
  });
  afterEach(async () => {
    for (const terminal of terminals.splice(0)) await terminal.kill();
  });

  function shell(...command: string[]): PseudoTerminal {
    const terminal = new PseudoTerminal(command, { rows: 40, columns: 120 });
    terminals.push(terminal);
    return terminal;
  }

  async function completesAll(terminal: PseudoTerminal): Promise<void> {
    terminal.press(`cd '${path('here')}' && echo rea''dy\r`);
    await terminal.shows(/^ready/m);
    for (const [typed, wanted] of CASES) {
      terminal.press(`bitcoin-p2p-trace ${typed}\t`);
      await terminal.shows(wanted);
      // Away with the line.
      terminal.press('\x15');
      terminal.press('clear\r');
      await terminal.shows((lines) => !lines.some((line) => line.includes('p2p-trace ')));
    }
  }

  it('works in bash', async () => {
    const terminal = shell('bash', '--norc', '--noprofile', '-i');
    terminal.press(`source ${path('script.bash')}\r`);
    await completesAll(terminal);
  }).timeout(90_000);

  it('works in zsh', async () => {
    const terminal = shell('zsh', '-f', '-i');
    terminal.press(`autoload -U compinit && compinit -u -D && source ${path('script.zsh')}\r`);
    await completesAll(terminal);
  }).timeout(90_000);

  it('works in fish', () => {
    for (const [typed, wanted] of CASES) {
      const script = 'cd $argv[1]; source $argv[2]; complete -C $argv[3]';
      const line = `bitcoin-p2p-trace ${typed}`;
      const args = ['--no-config', '-c', script, path('here'), path('script.fish'), line];
      const { stdout } = spawnSync('fish', args, { encoding: 'utf8' });
      // It gives the word alone.
      const words = stdout.split('\n').map((offered) => offered.split('\t')[0]!);
      const before = line.slice(0, line.replaceAll('\\ ', '__').lastIndexOf(' ') + 1);
      assert.ok(
        words.some((word) => wanted.test(`${before}${word.replaceAll(/(?<!\\) /g, '\\ ')}`)),
        `${typed}: ${stdout}`,
      );
    }
  }).timeout(60_000);

  it('knows every command and option', () => {
    for (const shellName of ['bash', 'zsh', 'fish']) {
      const script = runCli(['completion', shellName]).stdout.toString();
      for (const command of buildProgram().commands) {
        assert.ok(script.includes(command.name()), `${shellName}: ${command.name()}`);
        for (const { long } of command.options)
          assert.ok(script.includes(long!.slice(2)), `${shellName}: ${command.name()} ${long!}`);
      }
      assert.equal(spawnSync(shellName, ['-n', path(`script.${shellName}`)]).status, 0, shellName);
    }
  }).timeout(30_000);

  it('is refused for other shells', () => {
    assert.equal(runCli(['completion', 'powershell']).status, 2);
  }).timeout(20_000);
});

describe('help', () => {
  it('of every command has an example', () => {
    for (const command of buildProgram().commands) {
      const { stdout } = runCli([command.name(), '--help']);
      assert.match(stdout.toString(), /Examples?:\n.*bitcoin-p2p-trace/s, command.name());
    }
  }).timeout(60_000);
});
