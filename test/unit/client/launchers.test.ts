import assert from 'node:assert/strict';
import type { HelperCommand } from '../../../src/client/helperCommand';
import { pkexecError } from '../../../src/client/launchers/pkexecError';
import { shellCommand } from '../../../src/client/launchers/pkexecLauncher';
import { sudoArguments } from '../../../src/client/launchers/sudoLauncher';
import { terminalLauncher } from '../../../src/client/launchers/terminalLauncher';
import { UserError } from '../../../src/shared/errors/userError';

const command = (path: string, electron = false): HelperCommand => ({
  file: '/usr/bin/node',
  args: [path, '--socket', '/run/user/1000/p2p-trace-Ab1/helper.sock', '--pid', '12'],
  electron,
  runs: path,
  traces: 'process 12, /usr/bin/bitcoind',
});

function refuses(path: string): boolean {
  try {
    shellCommand(command(path));
    return false;
  } catch (error) {
    assert.ok(error instanceof UserError && error.code === 'unsafe-path');
    assert.deepEqual(error.actions, ['use-terminal']);
    return true;
  }
}

describe('pkexecLauncher', () => {
  it('builds a command of plain words', () => {
    assert.equal(
      shellCommand(command('/opt/ext-0.1.0/dist/helper.js', true)),
      '/usr/bin/env ELECTRON_RUN_AS_NODE=1 /usr/bin/node /opt/ext-0.1.0/dist/helper.js' +
        ' --socket /run/user/1000/p2p-trace-Ab1/helper.sock --pid 12',
    );
  });

  for (const path of [
    '/a b',
    '/a$(id)',
    '/a`id`',
    '/a"b',
    "/a'b",
    '/a;b',
    '/a\nb',
    '/ä',
    '/a\\b',
    '',
  ])
    it(`refuses ${JSON.stringify(path)}`, () => assert.ok(refuses(path)));

  const ends: [string, Error & { code?: number }, string, boolean][] = [
    ['a dismissed dialog', status(126, 'Command failed'), 'dialog-dismissed', true],
    ['a wrong password', status(127, 'User did not grant permission.'), 'not-authorised', true],
    ['no agent', status(127, 'No polkit authentication agent found.'), 'dialog-impossible', true],
    ['no pkexec', new Error('Unable to find pkexec or kdesudo.'), 'dialog-impossible', true],
    ['a helper that failed', status(1, 'Command failed'), 'helper-broken', false],
  ];
  for (const [what, error, code, terminal] of ends)
    it(`tells ${what}`, () => {
      const told = pkexecError(error);
      assert.equal(told.code, code);
      assert.equal(told.actions.includes('use-terminal'), terminal);
    });
});

describe('terminalLauncher', () => {
  it('runs sudo with the arguments as they are', () => {
    const odd = command('/home/a b/$(id)/helper.js');
    let shown: string[] = [];
    const launcher = terminalLauncher((file, args) => {
      shown = [file, ...args];
      return { closed: new Promise(() => undefined), dispose: () => undefined };
    });
    launcher.launch(odd, new AbortController().signal);
    assert.deepEqual(shown, ['/bin/sh', '-c', 'sudo "$@" || :', 'sh', ...sudoArguments(odd)]);
    assert.deepEqual(shown.slice(-6), ['/usr/bin/node', ...odd.args]);
  });

  it('closes the terminal when the start is cancelled, and tells how it ended', async () => {
    const cancel = new AbortController();
    const launcher = terminalLauncher(() => {
      let close!: (status: undefined) => void;
      const closed = new Promise<undefined>((resolve) => (close = resolve));
      return { closed, dispose: () => close(undefined) };
    });
    const { ended } = launcher.launch(command('/h.js'), cancel.signal);
    cancel.abort();
    assert.equal((await ended)?.code, 'sudo-failed');
  });
});

function status(code: number, text: string): Error & { code: number } {
  return Object.assign(new Error(text), { code });
}
