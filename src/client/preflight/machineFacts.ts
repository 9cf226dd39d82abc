import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { capabilityNames, findInstalledHelper, type InstalledHelper } from '../installedHelper';
import { isReadable, readText } from '../readable';
import { readSandbox, type Sandbox } from './sandbox';

/** What decides whether and how this machine can be traced; read from /proc and /sys, changing nothing. */
export interface MachineFacts extends Sandbox {
  /** As `uname -r` has it: 6.1.0-37-amd64. */
  release: string;
  /** The kernel.org version beneath a distribution's own number, where it tells: 6.1.140. */
  mainline: string;
  btf: boolean;
  /** The perf event source for uprobes, with counters for the tracepoints' semaphores. */
  uprobes: boolean;
  lockdown: 'none' | 'integrity' | 'confidentiality';
  /** The value of the sysctl; undefined where it does not exist. */
  perfEventParanoid: number | undefined;
  unprivilegedBpfDisabled: number | undefined;
  /** Major and minor version of the libbpf inside the addon: 1.1; undefined where it does not load. */
  libbpf: string | undefined;
  uid: number;
  /** The capabilities of this process: in a container, even root may lack some. */
  capabilities: readonly string[];
  installedHelper: InstalledHelper | undefined;
  /** Absolute paths, where they are installed. */
  pkexec: string | undefined;
  sudo: string | undefined;
  /** A desktop session in which polkit may show its dialog. */
  desktop: boolean;
}

/**
 * @param libbpf The addon's version of it; see {@link MachineFacts}.
 * @param root Before every path, for tests.
 */
export function readMachineFacts(
  libbpf: string | undefined,
  env: NodeJS.ProcessEnv = process.env,
  root = '/',
): MachineFacts {
  const at = (path: string) => join(root, path);
  const text = (path: string) => readText(at(path))?.trim();
  const number = (name: string) => integer(text(`/proc/sys/kernel/${name}`));
  const release = text('/proc/sys/kernel/osrelease') ?? '';
  const status = text('/proc/self/status') ?? '';
  return {
    release,
    mainline: mainlineVersion(release, text('/proc/version'), text('/proc/version_signature')),
    btf: isReadable(at('/sys/kernel/btf/vmlinux')),
    uprobes: isReadable(at('/sys/bus/event_source/devices/uprobe/format/ref_ctr_offset')),
    lockdown: lockdown(text('/sys/kernel/security/lockdown')),
    perfEventParanoid: number('perf_event_paranoid'),
    unprivilegedBpfDisabled: number('unprivileged_bpf_disabled'),
    libbpf,
    uid: Number(/^Uid:\s+\d+\s+(\d+)/m.exec(status)?.[1] ?? -1),
    capabilities: capabilityNames(/^CapEff:\s+(\S+)$/m.exec(status)?.[1] ?? ''),
    installedHelper: root === '/' ? findInstalledHelper() : undefined,
    pkexec: program('pkexec', at),
    sudo: program('sudo', at),
    desktop: Boolean(env.DISPLAY ?? env.WAYLAND_DISPLAY),
    ...readSandbox(env, root),
  };
}

/** Ubuntu names it in a file of its own, Debian in the last words of its version. */
function mainlineVersion(release: string, version = '', signature = ''): string {
  const ubuntu = / ([0-9]+\.[0-9.]+)$/.exec(signature)?.[1];
  const debian = / Debian ([0-9]+\.[0-9.]+)-/.exec(version)?.[1];
  return ubuntu ?? debian ?? /^[0-9]+(\.[0-9]+)*/.exec(release)?.[0] ?? '';
}

/** `none [integrity] confidentiality`; no such file where the kernel has no lockdown. */
function lockdown(states = ''): MachineFacts['lockdown'] {
  const chosen = /\[(integrity|confidentiality)\]/.exec(states)?.[1];
  return (chosen as 'integrity' | 'confidentiality' | undefined) ?? 'none';
}

function program(name: string, at: (path: string) => string): string | undefined {
  return [`/usr/bin/${name}`, `/bin/${name}`].find((path) => existsSync(at(path)));
}

function integer(text: string | undefined): number | undefined {
  return text !== undefined && /^-?[0-9]+$/.test(text) ? Number(text) : undefined;
}
