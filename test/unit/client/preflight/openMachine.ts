import type { MachineFacts } from '../../../../src/client/preflight/machineFacts';

/** A desktop on which everything is as it must be, seen by an ordinary user. */
export const openMachine: MachineFacts = {
  release: '6.1.0-37-amd64',
  mainline: '6.1.140',
  btf: true,
  uprobes: true,
  lockdown: 'none',
  perfEventParanoid: 3,
  unprivilegedBpfDisabled: 2,
  libbpf: '1.1',
  uid: 1000,
  capabilities: [],
  installedHelper: undefined,
  pkexec: '/usr/bin/pkexec',
  sudo: '/usr/bin/sudo',
  desktop: true,
  userNamespace: false,
  pidNamespace: 'machine',
  noNewPrivileges: false,
  parentNoNewPrivileges: false,
  boundingSet: '000001ffffffffff',
  filtered: false,
  confinedBy: undefined,
};
