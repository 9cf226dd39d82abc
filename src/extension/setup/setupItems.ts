import type { TraceableNode } from '../../client/nodes';
import type { Check } from '../../client/preflight/checks';
import { verdict } from '../../client/preflight/checklistText';
import type { PickItem } from '../host/dialogs';

/** What choosing a line does. */
export type SetupChoice =
  | { kind: 'trace'; node: TraceableNode }
  | { kind: 'demo' }
  /** What is amiss, and what to do. */
  | { kind: 'explain' }
  /** What was found, in full: a line of the list may cut it. */
  | { kind: 'tell'; text: string }
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
    ...detailOf(check, node),
    group: check.group,
    value: choiceOf(check, node),
  };
}

/** What to do, or what Enter does where that is more than to tell. */
function detailOf(check: Check, node: TraceableNode | undefined): { detail?: string } {
  if (node && check.ok) return { detail: 'Enter starts a trace of it' };
  if (check.next === undefined) return {};
  const enter = check.id === 'no-node' ? ' Enter starts the demo node.' : '';
  return { detail: `${check.next}${enter}` };
}

function choiceOf(check: Check, node: TraceableNode | undefined): SetupChoice {
  if (node && check.ok) return { kind: 'trace', node };
  if (check.id === 'no-node') return { kind: 'demo' };
  const { group, name, found, ok } = check;
  return ok
    ? { kind: 'tell', text: `${group}, ${name}: ${verdict(check)}. ${found}` }
    : { kind: 'explain' };
}

function iconOf({ spare, ok }: Check): string {
  if (spare) return 'circle-slash';
  return ok ? 'pass' : 'error';
}
