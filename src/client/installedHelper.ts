import { execFileSync } from 'node:child_process';
import { lstatSync, type Stats } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Where a hardened installation keeps the helper that an administrator trusts (scripts/installHelper.sh):
 * a path that no setting and no workspace can change.
 */
export const INSTALLED_HELPER = '/usr/local/lib/bitcoin-p2p-trace/p2p-trace-helper';

/** What is known about the installed helper. */
export interface InstalledHelper {
  path: string;
  /** Why it is not used although it is there; undefined where it may be. */
  distrusted: string | undefined;
  /** What it runs with when this user starts it, as CAP_BPF; none without file capabilities. */
  capabilities: readonly string[];
}

/** Bits of linux/capability.h that tracing can make use of. */
const CAPABILITIES: readonly [bit: bigint, name: string][] = [
  [2n, 'CAP_DAC_READ_SEARCH'],
  [19n, 'CAP_SYS_PTRACE'],
  [21n, 'CAP_SYS_ADMIN'],
  [38n, 'CAP_PERFMON'],
  [39n, 'CAP_BPF'],
];

/** @param mask Hexadecimal, as /proc/PID/status has it. */
export function capabilityNames(mask: string): string[] {
  if (!/^[0-9a-f]{1,16}$/.test(mask)) return [];
  const bits = BigInt(`0x${mask}`);
  return CAPABILITIES.flatMap(([bit, name]) => ((bits >> bit) & 1n ? [name] : []));
}

/**
 * Of an installation made before its Node was hidden from its users. What runs a program that it cannot
 * read is shielded by the kernel from its first instruction on, before the helper can see to it itself.
 */
const EXPOSED =
  'others may read its copy of Node, and so inspect it while it has capabilities: run install-helper.sh again';

function isReadable(file: string): boolean {
  return (lstatSync(file).mode & 0o044) !== 0;
}

/** @returns undefined where none is installed. */
export function findInstalledHelper(path = INSTALLED_HELPER): InstalledHelper | undefined {
  let file: Stats;
  try {
    file = lstatSync(path);
  } catch {
    return undefined;
  }
  const distrusted = whyNot(file, path) ?? whyNotDirectory(dirname(path));
  if (distrusted) return { path, distrusted, capabilities: [] };
  try {
    // Without arguments it names its own capabilities, so what counts here is what it really gets.
    const mask = execFileSync(path, { encoding: 'utf8', env: {}, timeout: 2000 }).trim();
    const exposed = /[^0]/.test(mask) && isReadable(join(dirname(path), 'node'));
    if (exposed) return { path, distrusted: EXPOSED, capabilities: [] };
    return { path, distrusted: undefined, capabilities: capabilityNames(mask) };
  } catch (error) {
    const denied = (error as NodeJS.ErrnoException).code === 'EACCES';
    const reason = denied ? 'you may not run it: you are not in its group' : 'it cannot be run';
    return { path, distrusted: reason, capabilities: [] };
  }
}

function whyNot(file: Stats, path: string): string | undefined {
  if (!file.isFile() && !file.isDirectory()) return `${path} is a link`;
  if (file.uid !== 0) return `${path} is not root’s`;
  return (file.mode & 0o022) === 0 ? undefined : `users other than root may change ${path}`;
}

function whyNotDirectory(directory: string): string | undefined {
  const reason = whyNot(lstatSync(directory), directory);
  return reason ?? (directory === '/' ? undefined : whyNotDirectory(dirname(directory)));
}
