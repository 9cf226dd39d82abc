import { visible } from '../../shared/visible';
import { isTraceable, type TraceableNode } from '../nodes';
import type { Check } from './checks';

/** A line for each running node, or one that says that there is none. */
export function checkNodes(nodes: readonly TraceableNode[]): Check[] {
  if (nodes.length > 0) return nodes.map(nodeCheck);
  const next = 'Start bitcoind on this machine, or look at the demo node.';
  return [{ id: 'no-node', group: 'Nodes', name: 'Nodes', ok: false, found: 'none runs', next }];
}

function nodeCheck(node: TraceableNode): Check {
  const ok = isTraceable(node);
  // Command lines are other users' to write.
  const name = visible(`${node.name} · ${node.network} · pid ${node.pid}`);
  const check: Check = { id: `node-${node.pid}`, group: 'Nodes', name, ok, found: probes(node) };
  if (!ok)
    check.next =
      'Use a release binary for Linux, or build with systemtap-sdt-dev and -DWITH_USDT=ON.';
  return check;
}

function probes({ probes: names, probesKnown, user }: TraceableNode): string {
  if (!probesKnown)
    return visible(`its binary is hidden from you, but not from the helper (user ${user})`);
  return names.length === 0 ? 'no net:* tracepoints' : `tracepoints ${names.join(', ')}`;
}
