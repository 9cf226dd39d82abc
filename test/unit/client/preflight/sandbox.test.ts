import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { checkMachine } from '../../../../src/client/preflight/checks';
import type { MachineFacts } from '../../../../src/client/preflight/machineFacts';
import { readSandbox } from '../../../../src/client/preflight/sandbox';
import { waysToAttach } from '../../../../src/client/preflight/ways';
import { temporaryDirectory } from '../../support/directory';
import { openMachine } from './openMachine';

const MACHINE = {
  userNamespace: false,
  pidNamespace: 'machine',
  boundingSet: '000001ffffffffff',
  noNewPrivileges: false,
  parentNoNewPrivileges: false,
  filtered: false,
  confinedBy: undefined,
};

describe('what encloses this process', () => {
  const path = temporaryDirectory();
  let trees = 0;

  interface Tree {
    files?: Record<string, string>;
    links?: Record<string, string>;
    env?: NodeJS.ProcessEnv;
  }

  /** Reads a /proc with these files beside those of an open machine. */
  function read({ files = {}, links = {}, env = {} }: Tree) {
    const root = `${trees++}`;
    const all = {
      'proc/self/status': status({}),
      'proc/7/status': 'NoNewPrivs:\t0\n',
      'proc/self/uid_map': '         0          0 4294967295\n',
      ...files,
    };
    for (const [name, text] of Object.entries(all)) {
      mkdirSync(dirname(path(`${root}/${name}`)), { recursive: true });
      writeFileSync(path(`${root}/${name}`), text);
    }
    mkdirSync(path(`${root}/proc/self/ns`));
    const namespaces = { user: 'user:[4026531837]', pid: 'pid:[4026531836]', ...links };
    for (const [name, target] of Object.entries(namespaces))
      symlinkSync(target, path(`${root}/proc/self/ns/${name}`));
    return readSandbox(env, path(root));
  }

  function status(change: Record<string, string>): string {
    const fields = {
      PPid: '7',
      NSpid: '12',
      CapBnd: '000001ffffffffff',
      NoNewPrivs: '0',
      Seccomp: '0',
    };
    return Object.entries({ ...fields, ...change })
      .map(([name, value]) => `${name}:\t${value}\n`)
      .join('');
  }

  const differs = (tree: Tree, change: object) =>
    assert.deepEqual(read(tree), { ...MACHINE, ...change });

  it('is nothing on an open machine', () => differs({}, {}));

  it('is nothing where /proc does not tell', () => {
    assert.deepEqual(readSandbox({}, path('nowhere')), { ...MACHINE, boundingSet: '' });
    assert.ok(checkMachine({ ...openMachine, boundingSet: '' }).every(({ ok }) => ok));
  });

  it('is a user namespace, also one that maps everybody', () => {
    differs({ files: { 'proc/self/uid_map': '0 1000 1\n' } }, { userNamespace: true });
    differs({ links: { user: 'user:[4026532999]' } }, { userNamespace: true });
  });

  it('is a pid namespace, with /proc of its own or of another', () => {
    differs({ links: { pid: 'pid:[4026532999]' } }, { pidNamespace: 'other' });
    const files = { 'proc/self/status': status({ NSpid: '4711\t1' }) };
    differs({ files, links: { pid: 'pid:[4026532999]' } }, { pidNamespace: 'unmounted' });
  });

  it('is no_new_privs, of the process that started it too', () => {
    const own = { 'proc/self/status': status({ NoNewPrivs: '1' }) };
    differs({ files: own }, { noNewPrivileges: true });
    const files = { ...own, 'proc/7/status': 'NoNewPrivs:\t1\n' };
    differs({ files }, { noNewPrivileges: true, parentNoNewPrivileges: true });
  });

  it('is a container’s bounding set and filter', () => {
    const files = { 'proc/self/status': status({ CapBnd: '00000000a80425fb', Seccomp: '2' }) };
    differs({ files }, { boundingSet: '00000000a80425fb', filtered: true });
  });

  it('is Flatpak, or a snap unless its confinement is classic', () => {
    const env = { SNAP: '/snap/code/1' };
    const label = (text: string) => ({ files: { 'proc/self/attr/current': text }, env });
    differs({ files: { '.flatpak-info': '[Application]' } }, { confinedBy: 'Flatpak' });
    differs(label('snap.code.code (enforce)\n'), { confinedBy: 'the snap code' });
    differs(label('snap.code.code (complain)\n'), {});
    differs(label('unconfined\n'), {});
  });
});

describe('an obstacle', () => {
  const lines = (change: Partial<MachineFacts>) => checkMachine({ ...openMachine, ...change });
  const cases: [id: string, change: Partial<MachineFacts>, next: RegExp][] = [
    ['sandbox', { confinedBy: 'Flatpak' }, /Remote-SSH/],
    ['user-namespace', { userNamespace: true }, /rootless/],
    ['bounding-set', { boundingSet: '00000000a80425fb' }, /--cap-add=SYS_ADMIN/],
    ['no-new-privileges', { noNewPrivileges: true, parentNoNewPrivileges: true }, /ordinary login/],
  ];
  for (const [id, change, next] of cases)
    it(`${id} is a line that says what to do, and closes every way`, () => {
      assert.ok(lines({}).find((line) => line.id === id)!.ok);
      const line = lines(change).find((line) => line.id === id)!;
      assert.equal(line.ok, false);
      assert.match(line.next!, next);
      assert.ok(waysToAttach({ ...openMachine, ...change }).every(({ possible }) => !possible));
    });

  it('is none where the bounding set has the newer capabilities only', () => {
    assert.ok(lines({ boundingSet: '000000c000000000' }).every(({ ok }) => ok));
  });

  it('is a /proc that shows other numbers, for a trace of a process', () => {
    const line = (pidNamespace: MachineFacts['pidNamespace']) =>
      lines({ pidNamespace }).find(({ id }) => id === 'pid-namespace')!;
    assert.deepEqual(
      [line('machine').ok, line('other').ok, line('unmounted').ok],
      [true, true, false],
    );
    assert.match(line('unmounted').next!, /--mount-proc.*a binary/);
  });
});
