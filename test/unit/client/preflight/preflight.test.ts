import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { checkMachine } from '../../../../src/client/preflight/checks';
import { isAtLeast, perfUprobesNeedAdmin } from '../../../../src/client/preflight/kernelVersion';
import { readMachineFacts, type MachineFacts } from '../../../../src/client/preflight/machineFacts';
import { neededCapabilities, waysToAttach } from '../../../../src/client/preflight/ways';
import { openMachine as facts } from './openMachine';
import { temporaryDirectory } from '../../support/directory';

const installed = { path: '/usr/local/lib/h', distrusted: undefined };

function possible(change: Partial<MachineFacts>): string[] {
  const ways = waysToAttach({ ...facts, ...change });
  for (const { why } of ways) assert.match(why, /^[^.]+(\.[^.]+)*\.$/);
  return ways.filter((way) => way.possible).map(({ kind }) => kind);
}

function amiss(change: Partial<MachineFacts>): string[] {
  return checkMachine({ ...facts, ...change })
    .filter(({ ok }) => !ok)
    .map(({ id, next }) => {
      assert.ok(next, `${id} says nothing to do`);
      return id;
    });
}

describe('preflight', () => {
  it('compares versions by their numbers', () => {
    assert.ok(isAtLeast('6.10', '6.9.3'));
    assert.ok(isAtLeast('5.15.0-107-generic', '5.15'));
    assert.ok(!isAtLeast('5.9', '5.15'));
    assert.ok(!isAtLeast('', '5.15'));
  });

  it('knows which kernels want CAP_SYS_ADMIN for perf uprobes (CVE-2025-38466)', () => {
    const want = [
      '5.10.240',
      '5.15.189',
      '6.1.146',
      '6.6.99',
      '6.12.40',
      '6.15.7',
      '6.16',
      '6.18.44',
    ];
    for (const version of want) assert.ok(perfUprobesNeedAdmin(version), version);
    for (const version of ['5.10.239', '5.15.60', '6.1.140', '6.8.12', '6.12.38', '6.15.6'])
      assert.ok(!perfUprobesNeedAdmin(version), version);
  });

  it('asks for CAP_SYS_ADMIN only where nothing less will do', () => {
    const needed = (libbpf: string, mainline: string) =>
      neededCapabilities({ ...facts, libbpf, mainline }).length;
    assert.equal(needed('1.1', '6.1.140'), 2);
    assert.equal(needed('1.1', '6.18.44'), 3);
    assert.equal(needed('1.3', '6.18.44'), 2);
    assert.equal(needed('1.3', '5.15.189'), 3);
  });

  it('says which ways this machine allows, the least first', () => {
    assert.deepEqual(possible({}), ['pkexec', 'sudo']);
    assert.deepEqual(possible({ desktop: false }), ['sudo']);
    assert.deepEqual(possible({ pkexec: undefined, sudo: undefined }), []);
    assert.deepEqual(possible({ uid: 0, capabilities: ['CAP_SYS_ADMIN'], desktop: false }), [
      'root',
      'sudo',
    ]);
    assert.deepEqual(possible({ uid: 0, desktop: false, sudo: undefined }), []);
    const capabilities = ['CAP_BPF', 'CAP_PERFMON'];
    const installedHelper = { ...installed, capabilities };
    assert.deepEqual(possible({ installedHelper }), ['capabilities', 'pkexec', 'sudo']);
    assert.deepEqual(possible({ installedHelper, mainline: '6.18' }), ['pkexec', 'sudo']);
    assert.deepEqual(
      possible({ installedHelper: { ...installedHelper, distrusted: 'x is not root’s' } }),
      ['pkexec', 'sudo'],
    );
  });

  it('says why capabilities are not enough here', () => {
    const installedHelper = { ...installed, capabilities: ['CAP_BPF', 'CAP_PERFMON'] };
    const way = waysToAttach({ ...facts, installedHelper, mainline: '6.18.1' })[1]!;
    assert.match(way.why, /lacks CAP_SYS_ADMIN: libbpf 1\.1 .* perf events .* 6\.18\.1/);
  });

  it('finds nothing amiss where one way is open', () => {
    assert.deepEqual(amiss({}), []);
    assert.deepEqual(amiss({ desktop: false }), []);
    assert.deepEqual(amiss({ desktop: false, sudo: undefined }), [
      'way-root',
      'way-capabilities',
      'way-pkexec',
      'way-sudo',
    ]);
  });

  it('names what is amiss, and what to do', () => {
    assert.deepEqual(amiss({ release: '5.10.0-28-amd64' }), ['kernel']);
    assert.deepEqual(amiss({ btf: false, uprobes: false }), ['btf', 'uprobes']);
    assert.deepEqual(amiss({ lockdown: 'integrity' }), []);
    assert.deepEqual(amiss({ lockdown: 'confidentiality' }), ['lockdown']);
    assert.deepEqual(amiss({ libbpf: undefined }), ['attach-mode']);
    assert.deepEqual(amiss({ unprivilegedBpfDisabled: undefined }), ['unprivileged_bpf_disabled']);
  });

  describe('reads a machine', () => {
    const path = temporaryDirectory();
    const write = (name: string, text: string) => {
      mkdirSync(dirname(path(name)), { recursive: true });
      writeFileSync(path(name), `${text}\n`);
    };

    it('with nothing but a kernel', () => {
      write('proc/sys/kernel/osrelease', '4.18.0');
      const { btf, uprobes, perfEventParanoid, pkexec, lockdown, uid } = readMachineFacts(
        undefined,
        {},
        path('.'),
      );
      assert.deepEqual(
        { btf, uprobes, perfEventParanoid, pkexec, lockdown, uid },
        {
          btf: false,
          uprobes: false,
          perfEventParanoid: undefined,
          pkexec: undefined,
          lockdown: 'none',
          uid: -1,
        },
      );
    });

    it('of Debian, with its kernel.org version', () => {
      write('proc/sys/kernel/osrelease', '6.1.0-37-amd64');
      write(
        'proc/version',
        'Linux version 6.1.0-37-amd64 (debian-kernel@lists.debian.org) (gcc-12) #1 SMP PREEMPT_DYNAMIC Debian 6.1.140-1 (2025-05-22)',
      );
      write('proc/sys/kernel/perf_event_paranoid', '3');
      write('proc/sys/kernel/unprivileged_bpf_disabled', '2');
      write(
        'proc/self/status',
        'Name:\tnode\nUid:\t1000\t0\t0\t0\nCapEff:\t000000c000200000\nCapBnd:\t000001ffffffffff',
      );
      write('sys/kernel/btf/vmlinux', '');
      write('sys/bus/event_source/devices/uprobe/format/ref_ctr_offset', 'config:32-63');
      write('sys/kernel/security/lockdown', 'none [integrity] confidentiality');
      write('usr/bin/sudo', '');
      assert.deepEqual(readMachineFacts('1.1', { DISPLAY: ':0' }, path('.')), {
        ...facts,
        uid: 0,
        capabilities: ['CAP_SYS_ADMIN', 'CAP_PERFMON', 'CAP_BPF'],
        lockdown: 'integrity',
        pkexec: undefined,
      });
    });

    it('of Ubuntu, with its kernel.org version', () => {
      write('proc/version_signature', 'Ubuntu 5.15.0-100.110-generic 5.15.143');
      assert.equal(readMachineFacts('1.1', {}, path('.')).mainline, '5.15.143');
    });

    it('for real', () => {
      const { release, mainline, btf, perfEventParanoid } = readMachineFacts('1.1');
      assert.match(release, /^[0-9]+\.[0-9]+/);
      assert.match(mainline, /^[0-9]+\.[0-9]+/);
      assert.equal(typeof btf, 'boolean');
      assert.equal(typeof perfEventParanoid, 'number');
    });
  });
});
