import { readdirSync, readFileSync } from 'node:fs';
import type { Addon } from '../shared/helper/addon';
import { HelperFailure } from './helperFailure';
import { usesIoUring } from './openFiles';

/**
 * The user to whom the trace belongs, and whom the helper becomes: the one who called pkexec or sudo, root
 * itself when nobody did, or without root the user who runs it.
 * @returns a uid
 */
export function invokingUser(env: NodeJS.ProcessEnv = process.env): number {
  const uid = process.geteuid!();
  if (uid !== 0) return uid;
  // pkexec lets no variable of sudo's through, but sudo may let one of pkexec's.
  const named = env.SUDO_UID ?? env.PKEXEC_UID ?? '0';
  if (!/^[0-9]{1,10}$/.test(named)) throw new HelperFailure('bad-arguments', 'no user id');
  return Number(named);
}

/**
 * Becomes the user for good, on every thread.
 * @throws HelperFailure `not-dropped` unless the kernel confirms it for every thread.
 */
export function dropPrivileges(addon: Addon, uid: number): void {
  // The kernel threads of an io_uring would keep the privileges that we give up (CVE-2024-22017).
  if (usesIoUring()) throw new HelperFailure('not-dropped', 'this Node uses io_uring');
  try {
    addon.becomeUser(uid);
  } catch (error) {
    throw new HelperFailure('not-dropped', (error as Error).message);
  }
  for (const thread of readdirSync('/proc/self/task')) {
    const left = privilegesLeft(readFileSync(`/proc/self/task/${thread}/status`, 'utf8'), uid);
    if (left) throw new HelperFailure('not-dropped', `a thread still has ${left}`);
  }
}

/** @param status Content of /proc/PID/status. @returns the first line that is not the user's. */
export function privilegesLeft(status: string, uid: number): string | undefined {
  const wanted: [name: string, value: RegExp][] = [
    ['Uid', new RegExp(`^(${uid}\\t){3}${uid}$`)],
    ['Gid', /^([0-9]+)(\t\1){3}$/],
    ...['CapInh', 'CapPrm', 'CapEff', 'CapAmb'].map((name) => [name, /^0+$/] as [string, RegExp]),
    ['NoNewPrivs', /^1$/],
  ];
  const lines = new Map(status.split('\n').map((line) => line.split(/:\t/, 2) as [string, string]));
  const missed = wanted.find(([name, value]) => !value.test(lines.get(name) ?? ''));
  return missed && `${missed[0]} ${lines.get(missed[0]) ?? 'unknown'}`;
}

/**
 * Leaves every thread the system calls of streaming only.
 * @throws HelperFailure `not-dropped` unless setuid(2) and open(2) fail from then on.
 */
export function seal(addon: Addon): void {
  try {
    addon.seal();
  } catch (error) {
    throw new HelperFailure('not-dropped', (error as Error).message);
  }
  for (const forbidden of [() => process.setuid!(0), () => readFileSync('/proc/self/status')])
    if (succeeds(forbidden)) throw new HelperFailure('not-dropped', 'seccomp filters nothing');
}

function succeeds(action: () => unknown): boolean {
  try {
    action();
    return true;
  } catch {
    return false;
  }
}
