export type LauncherKind = 'direct' | 'pkexec' | 'terminal';

/**
 * How to become root here.
 * @param remote The window is on another machine (SSH, container): a dialog would appear there.
 */
export function chooseLauncher(
  uid: number | undefined,
  remote: boolean,
  environment: { DISPLAY?: string | undefined; WAYLAND_DISPLAY?: string | undefined },
): LauncherKind {
  if (uid === 0) return 'direct';
  const desktop = Boolean(environment.DISPLAY) || Boolean(environment.WAYLAND_DISPLAY);
  return remote || !desktop ? 'terminal' : 'pkexec';
}

/** Codes of errors of one way to become root that are no errors of another: a terminal needs no dialog. */
const DIALOG_ONLY = new Set(['dialog-impossible', 'unsafe-path']);

/** Whether to try the terminal at once, without asking. */
export function fallsBackToTerminal(kind: LauncherKind, code: string): boolean {
  return kind === 'pkexec' && DIALOG_ONLY.has(code);
}
