import { UserError } from './userError';

export function dialogDismissed(): UserError {
  return new UserError(
    'dialog-dismissed',
    'The password dialog was dismissed, so the probes were not attached.',
    'Start again, or type the password in a terminal.',
    ['retry', 'use-terminal'],
  );
}

/** @param detail What is missing: pkexec, or an authentication agent. */
export function dialogImpossible(detail: string): UserError {
  return new UserError(
    'dialog-impossible',
    `No password dialog can be shown here: ${detail}.`,
    'Let sudo ask in a terminal instead.',
    ['use-terminal'],
  );
}

export function notAuthorised(): UserError {
  return new UserError(
    'not-authorised',
    'The system did not authorise the helper to attach as root.',
    'Try again with an administrator’s password, or let sudo ask in a terminal.',
    ['retry', 'use-terminal'],
  );
}

/** @param detail How sudo ended. */
export function sudoFailed(detail: string): UserError {
  return new UserError(
    'sudo-failed',
    `sudo did not start the tracing helper: ${detail}.`,
    'Start the trace where sudo can ask for a password, as a user who may use sudo, or as root.',
    ['retry', 'use-dialog', 'check-setup'],
  );
}

/** @param reasons A sentence for each way. */
export function noWay(reasons: string): UserError {
  return new UserError(
    'no-way',
    `This machine offers no way to obtain the privileges to attach. ${reasons}`,
    'Install sudo or, on a desktop, polkit (pkexec); or have an administrator install the helper (see docs/security.md in the extension’s folder).',
    ['check-setup', 'open-docs'],
  );
}

/** Like {@link noWay}, in a terminal. @param reasons A sentence for each way. */
export function noRights(reasons: string): UserError {
  return new UserError(
    'no-way',
    `This machine offers no way to obtain the privileges to attach. ${reasons}`,
    'Run this as root, install sudo, or have an administrator install the helper (see docs/security.md). The `check` command shows details.',
  );
}

/** A path that must not reach a shell. */
export function unsafePath(path: string): UserError {
  return new UserError(
    'unsafe-path',
    `The password dialog runs its command through a shell, and ${JSON.stringify(path)} contains characters that a shell may interpret.`,
    'Let sudo ask in a terminal, which needs no shell, or use a path that consists only of letters, digits and . _ - /',
    ['use-terminal'],
  );
}

export function cancelled(): UserError {
  return new UserError(
    'cancelled',
    'Starting the trace was cancelled.',
    'You can start it again at any time.',
  );
}
