import { isAtLeast } from './kernelVersion';
import type { MachineFacts } from './machineFacts';
import { obstacles } from './obstacles';
import { attachModeOf, neededCapabilities, waysToAttach, type Way } from './ways';

/** One line of the checklist. */
export interface Check {
  id: string;
  group: 'Machine' | 'Ways to attach' | 'Nodes';
  /** What is looked at: `Kernel`. */
  name: string;
  ok: boolean;
  /** It does not work, and it is not needed: another way to attach is open. */
  spare?: true;
  /** What was found: `6.1.0-37-amd64`. */
  found: string;
  /** What to do when it is not ok. */
  next?: string;
}

const CONFIG = 'Use a kernel like those of Debian and Ubuntu';

/** What a trace needs of this machine, in the order in which it needs it. */
export function checkMachine(facts: MachineFacts): Check[] {
  const ways = waysToAttach(facts);
  return [
    check(
      'kernel',
      'Kernel',
      isAtLeast(facts.release, '5.15'),
      facts.release,
      'Use Linux 5.15 or newer.',
    ),
    check(
      'btf',
      'BTF',
      facts.btf,
      facts.btf ? '/sys/kernel/btf/vmlinux' : '/sys/kernel/btf/vmlinux is missing',
      `${CONFIG} (CONFIG_DEBUG_INFO_BTF).`,
    ),
    check(
      'uprobes',
      'Uprobes',
      facts.uprobes,
      facts.uprobes ? 'with semaphores' : 'the kernel does not offer them',
      `${CONFIG} (CONFIG_UPROBE_EVENTS); a container needs the host’s /sys.`,
    ),
    check(
      'lockdown',
      'Kernel lockdown',
      facts.lockdown !== 'confidentiality',
      facts.lockdown,
      'Boot without lockdown=confidentiality, which prevents eBPF programs from reading the arguments of a probe.',
    ),
    sysctl('perf_event_paranoid', facts.perfEventParanoid, 'perf events'),
    sysctl('unprivileged_bpf_disabled', facts.unprivilegedBpfDisabled, 'BPF'),
    attachMode(facts),
    ...obstacles(facts).map(({ id, name, stands, found, next }) =>
      check(id, name, !stands, found, next),
    ),
    pidNamespace(facts),
    ...ways.map((way) => wayCheck(way, ways, facts)),
  ];
}

function check(id: string, name: string, ok: boolean, found: string, next: string): Check {
  const group = id.startsWith('way-') ? 'Ways to attach' : 'Machine';
  return ok ? { id, group, name, ok, found } : { id, group, name, ok, found, next };
}

/** No value of these prevents the helper from attaching: they restrict unprivileged processes only. */
function sysctl(name: string, value: number | undefined, what: string): Check {
  const found =
    value === undefined
      ? `the kernel does not support ${what}`
      : `${value}: this does not matter, because the helper attaches with privileges`;
  const next = `${CONFIG}.`;
  return check(name, `kernel.${name}`, value !== undefined, found, next);
}

function attachMode(facts: MachineFacts): Check {
  const mode = `${attachModeOf(facts)}, libbpf ${facts.libbpf ?? '?'}`;
  return check(
    'attach-mode',
    'Attach mode',
    facts.libbpf !== undefined,
    facts.libbpf === undefined
      ? 'the native part cannot be loaded'
      : `${mode}: without root, attaching needs ${neededCapabilities(facts).join(', ')}`,
    'Install the package for this platform (linux-x64), or build it with `npm run build`.',
  );
}

/** A trace of a binary does not need a process number. */
function pidNamespace({ pidNamespace }: MachineFacts): Check {
  const found = {
    machine: 'the machine’s own',
    other:
      'those of a separate pid namespace, as in a container or WSL 2; /proc shows the same ones',
    unmounted:
      'those of a separate pid namespace, but /proc belongs to another one and shows different numbers',
  };
  const next =
    'Mount /proc again in this namespace (unshare --mount-proc), or trace a binary instead of a process.';
  const ok = pidNamespace !== 'unmounted';
  return check('pid-namespace', 'Process numbers', ok, found[pidNamespace], next);
}

const NEXT = {
  root: 'Give the container CAP_BPF, CAP_PERFMON and CAP_SYS_ADMIN.',
  capabilities:
    'To trace without root, install the hardened helper (docs/security.md in the extension’s folder).',
  pkexec: 'Install polkit and start VS Code in a desktop session, or use sudo.',
  sudo: 'Install sudo and allow your user to use it.',
} as const;

/** One way is enough: the others need no attention then. */
function wayCheck(way: Way, ways: readonly Way[], facts: MachineFacts): Check {
  const names = { root: 'Root', capabilities: 'File capabilities', pkexec: 'pkexec', sudo: 'sudo' };
  const id = `way-${way.kind}`;
  const ok = way.possible || ways.some(({ possible }) => possible);
  const next =
    way.kind === 'root' && facts.uid !== 0 ? 'Use one of the ways below.' : NEXT[way.kind];
  const line = check(id, names[way.kind], ok, way.why, next);
  return ok && !way.possible ? { ...line, spare: true } : line;
}
