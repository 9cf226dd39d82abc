import { UserError } from './userError';

export function notLinux(platform: string): UserError {
  return new UserError(
    'not-linux',
    `Tracing needs Linux (eBPF); this is ${platform}.`,
    'Open the machine that runs the node with Remote-SSH and start the trace there.',
    ['open-docs'],
  );
}

export function untrustedWorkspace(): UserError {
  return new UserError(
    'untrusted-workspace',
    'Tracing starts a helper as root, which is not allowed in Restricted Mode.',
    'Trust this workspace, or start the trace in another window.',
    ['manage-trust'],
  );
}

/** Nothing can attach from here, whoever types a password. @param found What prevents it. */
export function nothingAttaches(found: string, next: string): UserError {
  return new UserError('nothing-attaches', `A trace cannot be started from here: ${found}.`, next, [
    'check-setup',
    'open-docs',
  ]);
}

/** @param summary How many checks need attention: the list itself has been printed already. */
export function setupAmiss(summary: string): UserError {
  return new UserError('setup-amiss', summary, 'Each line marked “To do” says what to do.');
}

export function addonMissing(detail: string): UserError {
  return new UserError(
    'addon-missing',
    `The native part that attaches to the kernel cannot be loaded: ${detail}.`,
    'Install the package for this platform (linux-x64), or build it with `npm run build`.',
    ['open-docs'],
  );
}

export function demoFailed(detail: string): UserError {
  return new UserError(
    'demo-failed',
    `The demo node did not start: ${detail}.`,
    'Install the package for this platform (linux-x64), or build it with `npm run build`.',
    ['open-docs'],
  );
}

/** Process numbers would not mean what the user means. */
export function foreignProc(): UserError {
  return new UserError(
    'foreign-proc',
    '/proc belongs to another pid namespace than this process, so the process numbers in it are different.',
    'Mount this namespace’s own /proc with `mount -t proc proc /proc` (with unshare: --mount-proc), and start again.',
    ['retry'],
  );
}

export function noProc(): UserError {
  return new UserError(
    'no-proc',
    'There is no procfs at /proc, so this machine’s processes cannot be read.',
    'Mount it with `mount -t proc proc /proc`, and start again.',
    ['retry'],
  );
}

/** No process can be started, or no socket can be opened. */
export function tooFewFiles(): UserError {
  return new UserError(
    'too-few-files',
    'This process may not open as many files as tracing needs.',
    'Raise the limit, for example with `ulimit -n 128`, and start again.',
    ['retry'],
  );
}

export function noSocketDirectory(detail: string): UserError {
  return new UserError(
    'no-socket-directory',
    `No suitable directory was found for the helper’s socket: ${detail}.`,
    'Set TMPDIR to a directory that has a short path and that you may write to.',
  );
}
