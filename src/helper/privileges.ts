import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { HelperFailure } from './helperFailure';
import { processIds } from './processIds';

/** Who asked for the trace, and whom the helper becomes. */
export interface InvokingUser {
  uid: number;
  gid: number;
}

/**
 * The user behind sudo or pkexec; root itself when there is none. The group is the user's own, as
 * the system's user database has it. Root's supplementary groups go with this call.
 */
export function invokingUser(env: NodeJS.ProcessEnv = process.env): InvokingUser {
  const named = env.PKEXEC_UID ?? env.SUDO_UID ?? '0';
  if (!/^[0-9]{1,10}$/.test(named)) throw new HelperFailure('bad-arguments', 'no user id');
  const uid = Number(named);
  if (process.geteuid?.() !== 0)
    throw new HelperFailure('not-permitted', 'the helper was not started as root');
  if (uid === 0) return { uid: 0, gid: 0 };
  const { username, gid } = asUser({ uid, gid: 0 }, () => userInfo());
  processIds().initgroups(username, gid);
  return { uid, gid };
}

/** Runs `action` with the user's rights; root comes back afterwards. */
export function asUser<T>(user: InvokingUser, action: () => T): T {
  processIds().setegid(user.gid);
  processIds().seteuid(user.uid);
  try {
    return action();
  } finally {
    processIds().seteuid(0);
    processIds().setegid(0);
  }
}

/**
 * Becomes the user for good, on every thread; nothing for root itself.
 * @throws HelperFailure `not-dropped` unless there is no way back.
 */
export function dropPrivileges(user: InvokingUser): void {
  if (user.uid === 0) return;
  processIds().setgid(user.gid);
  processIds().setuid(user.uid);
  if (canBecomeRoot() || process.getgid!() !== user.gid || process.getegid!() !== user.gid)
    throw new HelperFailure('not-dropped', `still uid ${process.geteuid!()} after setuid`);
  const capabilities = /^CapPrm:\s*(\S+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  if (capabilities === undefined || !/^0+$/.test(capabilities))
    throw new HelperFailure('not-dropped', `capabilities ${capabilities ?? 'unknown'} are left`);
}

function canBecomeRoot(): boolean {
  try {
    processIds().setuid(0);
    return true;
  } catch {
    return process.getuid!() === 0 || process.geteuid!() === 0;
  }
}
