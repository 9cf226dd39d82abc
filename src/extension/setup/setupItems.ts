import type { TraceableNode } from '../../client/nodes';
import type { Check } from '../../client/preflight/checks';
import { verdict } from '../../client/preflight/checklistText';
import type { PickItem } from '../host/dialogs';

/** What choosing a line does. */
export type SetupChoice =
  | { kind: 'trace'; node: TraceableNode }
  | { kind: 'demo' }
  | { kind: 'explain' }
  | { kind: 'copy' };

/** A line for each check, those that ask for something first, and one that copies them all. */
export function setupItems(
  checks: readonly Check[],
  nodes: readonly TraceableNode[],
): PickItem<SetupChoice>[] {
  const amiss = checks.filter(({ ok }) => !ok);
  const well = checks.filter(({ ok }) => ok);
  return [
    ...amiss.map((check) => ({ ...checkItem(check, nodes), group: 'To do' })),
    ...well.map((check) => checkItem(check, nodes)),
    {
      icon: 'copy',
      label: 'Copy the checklist',
      description: 'as plain text, for a report',
      group: 'All',
      value: { kind: 'copy' },
    },
  ];
}

function checkItem(check: Check, nodes: readonly TraceableNode[]): PickItem<SetupChoice> {
  const node = nodes.find(({ pid }) => check.id === `node-${pid}`);
  return {
    icon: iconOf(check),
    label: check.name,
    description: `${verdict(check)} · ${check.found}`,
    ...(check.next !== undefined && { detail: check.next }),
    group: check.group,
    value:
      node && check.ok
        ? { kind: 'trace', node }
        : { kind: check.id === 'no-node' ? 'demo' : 'explain' },
  };
}

function iconOf({ spare, ok }: Check): string {
  if (spare) return 'circle-slash';
  return ok ? 'pass' : 'error';
}
