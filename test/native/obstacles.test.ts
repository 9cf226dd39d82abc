import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { makeTestUser, type TestUser } from './testUser';

/** Real enclosures: the check says what stands in the way, and a start refuses before sudo is asked. */
describe('a set-up that cannot work', () => {
  const cli = resolve('dist/cli.js');
  let user: TestUser;
  before(() => (user = makeTestUser()));
  after(() => user.remove());

  function run(wrapper: string[], program: string, ...args: string[]): string {
    const command = [...wrapper, process.execPath, program, ...args];
    const { stdout, stderr } = spawnSync(command[0]!, command.slice(1), { encoding: 'utf8' });
    return `${stdout}${stderr}`;
  }

  function refuses(wrapper: string[], found: RegExp, program = cli): void {
    assert.match(run(wrapper, program, 'check'), found);
    const said = run(wrapper, program, 'log', '--binary', resolve('dist/native/demo-node'));
    assert.match(said, /A trace cannot be started from here/);
    assert.doesNotMatch(said, /Tracing/);
  }

  it('is a user namespace, whose root has no power outside of it', () => {
    refuses(
      ['unshare', '--user', '--map-root-user'],
      /To do +User namespace +this is a separate user namespace/,
    );
  });

  it('is a user namespace that maps everybody', () => {
    const inside = 'until grep -q . /proc/self/uid_map; do sleep 0.05; done; exec "$@"';
    const script = `unshare --user sh -c '${inside}' - "$@" & pid=$!
      until echo 0 0 4294967295 2>/dev/null >/proc/$pid/uid_map; do sleep 0.05; done
      wait $pid`;
    refuses(['sh', '-c', script, '-'], /To do +User namespace +this is a separate user namespace/);
  });

  it('is a container’s root without the capabilities', () => {
    const drop = '--drop=cap_sys_admin,cap_bpf,cap_perfmon';
    refuses(['capsh', drop, '--shell=/usr/bin/env', '--', '--'], /To do +Capabilities +even root/);
  });

  it('is a user who may not gain privileges', () => {
    const as = [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--init-groups', '--no-new-privs'];
    const program = `${user.dist}/cli.js`;
    // The shell is the parent that has it too.
    refuses(
      ['setpriv', ...as, 'sh', '-c', '"$0" "$@"; exit $?'],
      /To do +New privileges +this process may not gain privileges \(no_new_privs\)/,
      program,
    );
    const alone = run(['setpriv', ...as], program, 'log', '--binary', program);
    assert.doesNotMatch(alone, /password/);
  });

  it('is not an ordinary user, for whom sudo is asked', () => {
    const as = [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--init-groups'];
    const said = run(['setpriv', ...as], `${user.dist}/cli.js`, 'check');
    for (const name of ['Sandbox', 'User namespace', 'Capabilities', 'New privileges'])
      assert.match(said, new RegExp(`OK +${name} `));
    assert.match(said, /OK +sudo/);
  });

  it('is a pid namespace without its own /proc', () => {
    const said = run(['unshare', '--pid', '--fork'], cli, 'check');
    assert.match(said, /To do +Process numbers +those of a separate pid namespace, but \/proc/);
    const mounted = run(['unshare', '--pid', '--fork', '--mount-proc'], cli, 'check');
    assert.match(
      mounted,
      /OK +Process numbers +those of a separate pid namespace.*\/proc shows the same/,
    );
  });
});
