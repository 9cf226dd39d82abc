import assert from 'node:assert/strict';
import childProcess, { execFileSync } from 'node:child_process';
import fs, { existsSync } from 'node:fs';
import { mock } from 'node:test';
import { helperCommand, type HelperCommand } from '../../../src/client/helperCommand';
import { promptLauncher } from '../../../src/client/launchers/pkexecLauncher';
import { INSTALLED_HELPER } from '../../../src/client/installedHelper';
import { sudoArguments } from '../../../src/client/launchers/sudoLauncher';
import { UserError } from '../../../src/shared/errors/userError';
import { temporaryDirectory } from '../support/directory';
import { Random } from '../support/random';

const HARMLESS = 'abcXYZ019/._-';
const METACHARACTERS = '$`"\'\\\n;&|<>(){}[]*?!#~^=%, \t\r\0äß\u202e';

/** What @vscode/sudo-prompt puts between the user's shell and root's. */
const BORDER = '"/usr/bin/pkexec" --disable-internal-agent ';

const random = new Random(77);

function pick(from: string): string {
  return from.charAt(random.below(from.length));
}

function harmlessPath(): string {
  return `/${Array.from({ length: 1 + random.below(20) }, () => pick(HARMLESS)).join('')}`;
}

describe('a command on its way to root', () => {
  const directory = temporaryDirectory();

  afterEach(() => assert.ok(!existsSync(directory('canary')), 'a shell has acted on it'));

  /** Would leave a file behind, if any shell acted on it. */
  function hostilePath(): string {
    const canary = `touch ${directory('canary')}`;
    const tricks = [
      `$(${canary})`,
      `\`${canary}\``,
      `";${canary};"`,
      `\n${canary}\n`,
      `';${canary}'`,
    ];
    const trick = random.below(2) ? tricks[random.below(tricks.length)]! : pick(METACHARACTERS);
    return `${harmlessPath()}${trick}${harmlessPath()}`;
  }

  /** A command as the client builds it, in which the path of one part is another. */
  function commandWith(part: number, path: string): HelperCommand {
    const paths = [harmlessPath(), harmlessPath(), harmlessPath()];
    if (part < paths.length) paths[part] = path;
    const [helper, socket, binary] = paths as [string, string, string];
    const command = helperCommand(helper, socket, { kind: 'binary', binary }, {});
    // Prints its arguments, in place of Node.
    return { ...command, file: part === paths.length ? path : '/bin/echo', electron: false };
  }

  it('tells the person who is asked what the kernel says about the node, and what is a claim', () => {
    const described = 'claims to be /usr/bin/bitcoind\x1b[2J';
    const target = { kind: 'node', pid: 12, started: '3', binary: '/x', described } as const;
    const command = helperCommand('/h.js', '/s', target, {});
    const [, prompt] = sudoArguments(command);
    assert.match(prompt!, /trace process 12, claims to be \/usr\/bin\/bitcoind⟨U\+001B⟩\[2J: $/);
  });

  describe('through the password dialog', () => {
    let lines: string[];
    let cwd: string;

    beforeEach(() => {
      lines = [];
      cwd = '/tmp';
      mock.method(process, 'cwd', () => cwd);
      mock.method(fs, 'stat', (path: string, done: (error?: Error) => void) =>
        path === '/usr/bin/pkexec' ? done() : done(Object.assign(new Error(), { code: 'ENOENT' })),
      );
      mock.method(childProcess, 'exec', (line: string, _: unknown, done: (e: null) => void) => {
        lines.push(line);
        done(null);
      });
    });
    afterEach(() => mock.restoreAll());

    const launch = (command: HelperCommand) =>
      promptLauncher.launch(command, new AbortController().signal).ended;

    function refuses(command: HelperCommand): boolean {
      try {
        void launch(command);
        return false;
      } catch (error) {
        assert.ok(error instanceof UserError && error.code === 'unsafe-path');
        return true;
      }
    }

    it('is refused whatever part of it holds a character that a shell may act on', () => {
      for (let round = 0; round < 20_000; round++) {
        const path = hostilePath();
        assert.ok(refuses(commandWith(random.below(4), path)), JSON.stringify(path));
      }
      cwd = hostilePath();
      assert.ok(refuses(commandWith(4, '')));
      assert.deepEqual(lines, []);
    });

    it('is handed on word by word by both shells', async () => {
      for (let round = 0; round < 50; round++) {
        const command = commandWith(4, '');
        await launch(command);
        const line = lines.pop()!;
        assert.ok(line.includes(BORDER));
        const args = ['-c', line.replace(BORDER, '')];
        const printed = execFileSync('/bin/sh', args, { timeout: 20_000 });
        assert.equal(printed.toString(), `SUDOPROMPT\n${command.args.join(' ')}\n`);
      }
    });
  });

  it('has nothing before it where it is the installed helper, so that sudoers can name that', () => {
    const command = { ...commandWith(4, ''), file: INSTALLED_HELPER, args: ['--socket', '/s'] };
    const [, , ...rest] = sudoArguments(command);
    assert.deepEqual(rest, ['--', INSTALLED_HELPER, '--socket', '/s']);
  });

  it('passes sudo’s shell untouched, whatever is in it', () => {
    for (let round = 0; round < 300; round++) {
      const paths = [hostilePath(), hostilePath(), hostilePath()].map((path) =>
        path.replaceAll('\0', ''),
      );
      const args = ['%s\\0', ...paths];
      const command = { ...commandWith(4, ''), file: '/usr/bin/printf', args };
      const [program = '', ...rest] = sudoArguments(command).slice(3);
      const printed = execFileSync(program, rest, { encoding: 'utf8', timeout: 20_000 });
      assert.deepEqual(printed.split('\0').slice(0, -1), paths);
    }
  });
});
