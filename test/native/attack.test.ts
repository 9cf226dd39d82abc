import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { INSTALLED_HELPER } from '../../src/client/installedHelper';
import { sudoArguments } from '../../src/client/launchers/sudoLauncher';
import { readMachine } from '../../src/client/preflight/readMachine';
import { neededCapabilities } from '../../src/client/preflight/ways';
import { hardened } from './hardened';
import { makeTestUser, type TestUser } from './testUser';

/** For each way to start it: helpers at least, each attacked from its start to its end, and attempts before they have dropped. */
const STARTS = '10';
const ATTEMPTS = '1000000';

/** What attack.c prints. */
interface Outcome {
  starts: number;
  connections: number;
  before: number;
  after: number;
  won: number;
  wonWithPrivileges: number;
}

const needed = neededCapabilities(readMachine('dist')).map((name) => name.toLowerCase());

describe('a user who may start the helper cannot take it over', function () {
  this.timeout(120_000);
  let user: TestUser;
  let program: string;

  before(() => {
    user = makeTestUser();
    program = join(user.home, 'attack');
    const flags = ['-O2', '-Wall', '-Wextra', '-Werror', '-pthread'];
    execFileSync('cc', [...flags, '-o', program, join(__dirname, 'attack.c')]);
  });
  after(() => user.remove());

  /** @param wrapper Makes of a command one that the user runs. */
  async function attack(command: string[], wrapper: (command: string[]) => string[]) {
    const parent = mkdtempSync(join(user.home, 'attack-'));
    chownSync(parent, user.uid, user.gid);
    const binary = join(user.dist, 'native/demo-node');
    const race = [program, join(parent, 'place'), STARTS, ATTEMPTS, binary, ...command];
    const [file = '', ...args] = wrapper(race);
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], cwd: user.home });
    let printed = '';
    let said = '';
    child.stdout.on('data', (data) => (printed += String(data)));
    child.stderr.on('data', (data) => (said += String(data)));
    const [status] = (await once(child, 'close')) as [number];
    assert.equal(status, 0, said);
    const outcome = JSON.parse(printed) as Outcome;
    console.log(`      ${printed.trim()}`);
    assert.equal(outcome.won, 0, said);
    // It has been there in time, and the helpers have gone all their way.
    assert.ok(outcome.before >= Number(ATTEMPTS) && outcome.after >= 10_000, printed);
    assert.equal(outcome.connections, outcome.starts, said);
  }

  it('with file capabilities', async () => {
    await attack([INSTALLED_HELPER], hardened(user, { capabilities: needed.join(',') }));
  });

  it('nor where it may read what only root may', async () => {
    const capabilities = [...needed, 'cap_dac_read_search'].join(',');
    await attack([INSTALLED_HELPER], hardened(user, { capabilities }));
  });

  it('through pkexec', async () => {
    const command = ['/usr/bin/pkexec', '--disable-internal-agent', INSTALLED_HELPER];
    await attack(command, hardened(user, { capabilities: '', polkit: 'YES' }));
  });

  it('through sudo, as the extension’s own', async () => {
    const helper = { file: process.execPath, args: [join(user.dist, 'helper.js')] };
    const words = sudoArguments({ ...helper, electron: false, runs: '', traces: '' });
    const become = ['setpriv', '--reuid', user.name, '--regid', user.name, '--init-groups', '--'];
    await attack(['/usr/bin/sudo', '-n', ...words], (race) => [...become, ...race]);
  });
});
