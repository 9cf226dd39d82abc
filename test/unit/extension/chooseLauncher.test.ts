import assert from 'node:assert/strict';
import type { MachineFacts } from '../../../src/client/preflight/machineFacts';
import { chooseLaunchers, fallsBack } from '../../../src/extension/start/chooseLauncher';
import { openMachine } from '../client/preflight/openMachine';

describe('chooseLaunchers', () => {
  const facts: MachineFacts = { ...openMachine, mainline: '6.1.0' };
  const chosen = (change: Partial<MachineFacts>, remote = false) =>
    chooseLaunchers({ ...facts, ...change }, remote);

  it('asks for nothing as root, on a desktop in a dialog, elsewhere in a terminal', () => {
    assert.deepEqual(chosen({ uid: 0 }, true), ['direct']);
    assert.deepEqual(chosen({}), ['pkexec', 'terminal']);
    assert.deepEqual(chosen({ sudo: undefined }), ['pkexec']);
    assert.deepEqual(chosen({ desktop: false }), ['terminal']);
    assert.deepEqual(chosen({}, true), ['terminal']);
    assert.deepEqual(chosen({ sudo: undefined }, true), ['pkexec']);
  });

  it('asks for nothing where a helper with the capabilities is installed', () => {
    const capabilities = ['CAP_BPF', 'CAP_PERFMON'];
    const installedHelper = { path: '/h', distrusted: undefined, capabilities };
    assert.deepEqual(chosen({ installedHelper }), ['installed']);
    assert.deepEqual(chosen({ installedHelper, mainline: '6.18' }), ['pkexec', 'terminal']);
  });

  it('says of every way why it cannot be taken, and what to do', () => {
    const none = { sudo: undefined, desktop: false };
    assert.throws(() => chosen(none), {
      code: 'no-way',
      message: /no desktop.*sudo is not installed/,
    });
  });

  it('refuses before any password where it is certain that nothing attaches', () => {
    const refused = (change: Partial<MachineFacts>, message: RegExp) =>
      assert.throws(() => chosen(change), { code: 'nothing-attaches', message });
    refused({ userNamespace: true, uid: 0 }, /root the kernel never allows to attach/);
    refused({ confinedBy: 'Flatpak' }, /Flatpak/);
    refused({ boundingSet: '00000000a80425fb', uid: 0 }, /even root has neither CAP_SYS_ADMIN/);
    refused({ noNewPrivileges: true, parentNoNewPrivileges: true }, /no_new_privs/);
  });

  it('leaves sudo to a terminal where only this process may not gain privileges', () => {
    assert.deepEqual(chosen({ noNewPrivileges: true }), ['terminal']);
    assert.deepEqual(chosen({ noNewPrivileges: true, parentNoNewPrivileges: true, uid: 0 }), [
      'direct',
    ]);
  });

  it('falls back to the next way where no dialog can be shown', () => {
    assert.ok(fallsBack('pkexec', 'dialog-impossible'));
    assert.ok(fallsBack('pkexec', 'unsafe-path'));
    assert.ok(!fallsBack('pkexec', 'dialog-dismissed'));
    assert.ok(!fallsBack('terminal', 'dialog-impossible'));
  });
});
