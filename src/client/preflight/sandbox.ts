import { readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { isReadable, readText } from '../readable';

/** What encloses this process, and what it would start: read from /proc, changing nothing. */
export interface Sandbox {
  /** The user namespace is not the machine's own, so the kernel does not treat its root as root. */
  userNamespace: boolean;
  /**
   * `other`: the processes have numbers of their own here; `unmounted`: and /proc shows those of
   * another namespace.
   */
  pidNamespace: 'machine' | 'other' | 'unmounted';
  /** Neither sudo, pkexec nor file capabilities give privileges to what this process starts. */
  noNewPrivileges: boolean;
  /** The same for what the process that started this one starts: VS Code's terminals. */
  parentNoNewPrivileges: boolean;
  /** Hexadecimal, as /proc/PID/status has it: capabilities that nothing started from here can gain. */
  boundingSet: string;
  /** System calls are filtered (seccomp); by what, nothing tells. */
  filtered: boolean;
  /** `Flatpak`, or the name of a confined snap. */
  confinedBy: string | undefined;
}

/** The names of the first namespaces: PROC_PID_INIT_INO and PROC_USER_INIT_INO of the kernel's proc_ns.h. */
const FIRST_PID = 'pid:[4026531836]';
const FIRST_USER = 'user:[4026531837]';

/** @param root Before every path, for tests. */
export function readSandbox(env: NodeJS.ProcessEnv, root = '/'): Sandbox {
  const at = (path: string) => join(root, path);
  const status = readText(at('/proc/self/status')) ?? '';
  const field = (name: string, text = status) =>
    new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(text)?.[1]?.trim();
  const parent = readText(at(`/proc/${field('PPid') ?? '-'}/status`)) ?? status;
  return {
    userNamespace: isOtherUserNamespace(at),
    pidNamespace: pidNamespace(field('NSpid') ?? '', at),
    noNewPrivileges: field('NoNewPrivs') === '1',
    parentNoNewPrivileges: field('NoNewPrivs', parent) === '1',
    boundingSet: field('CapBnd') ?? '',
    filtered: field('Seccomp') === '2',
    confinedBy: confinement(env, at),
  };
}

function isOtherUserNamespace(at: (path: string) => string): boolean {
  const map = readText(at('/proc/self/uid_map'))?.trim().split(/\s+/).join(' ');
  const isWhole = map === undefined || map === '0 0 4294967295';
  return !isWhole || namespace(at('/proc/self/ns/user'), FIRST_USER) !== FIRST_USER;
}

/** @param numbers Of this process, from the namespace of /proc to its own. */
function pidNamespace(numbers: string, at: (path: string) => string): Sandbox['pidNamespace'] {
  if (/\s/.test(numbers)) return 'unmounted';
  return namespace(at('/proc/self/ns/pid'), FIRST_PID) === FIRST_PID ? 'machine' : 'other';
}

/** @returns `otherwise` where it cannot be read: what is not known is not an obstacle. */
function namespace(path: string, otherwise: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return otherwise;
  }
}

/** A snap in classic confinement, as VS Code's own is, is enclosed by nothing. */
function confinement(env: NodeJS.ProcessEnv, at: (path: string) => string): string | undefined {
  if (isReadable(at('/.flatpak-info'))) return 'Flatpak';
  const label =
    readText(at('/proc/self/attr/apparmor/current')) ?? readText(at('/proc/self/attr/current'));
  const snap = /^snap\.([^.\s]+)\.\S+ \(enforce\)/.exec(label ?? '')?.[1];
  return snap && env.SNAP?.startsWith('/snap/') ? `the snap ${snap}` : undefined;
}
