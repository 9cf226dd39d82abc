import type { MachineFacts } from '../../client/preflight/machineFacts';
import { refuseHopeless } from '../../client/preflight/obstacles';
import { waysToAttach, type WayKind } from '../../client/preflight/ways';
import { noWay } from '../../shared/errors/launchErrors';

export type LauncherKind = 'direct' | 'installed' | 'pkexec' | 'terminal';

/**
 * How to get the helper its privileges here, the best way first; the others are for when a
 * dialog turns out to be impossible.
 * @param remote The window is on another machine (SSH, container): a dialog would appear there.
 * @throws UserError `no-way`, `nothing-attaches`
 */
export function chooseLaunchers(facts: MachineFacts, remote: boolean): LauncherKind[] {
  refuseHopeless(facts);
  if (facts.uid === 0) return ['direct'];
  const ways = waysToAttach(facts);
  const possible = new Set(ways.flatMap(({ kind, possible }) => (possible ? kind : [])));
  const has = (way: WayKind, kind: LauncherKind) => (possible.has(way) ? [kind] : []);
  if (possible.has('capabilities')) return ['installed'];
  const terminal = has('sudo', 'terminal');
  if (remote && terminal.length > 0) return terminal;
  const kinds = [...has('pkexec', 'pkexec'), ...terminal];
  if (kinds.length === 0) throw noWay(ways.map(({ why }) => why).join(' '));
  return kinds;
}

/** Codes of errors that concern the dialog only: a terminal does without one. */
const DIALOG_ONLY = new Set(['dialog-impossible', 'unsafe-path']);

/** Whether to try the next way at once, without asking. */
export function fallsBack(kind: LauncherKind, code: string): boolean {
  return kind === 'pkexec' && DIALOG_ONLY.has(code);
}
