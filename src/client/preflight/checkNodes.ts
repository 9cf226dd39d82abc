import type { UnattachedProbe } from '../../shared/frames/probeLists';
import { visible } from '../../shared/text/visible';
import { isTraceable, type TraceableNode } from '../nodes';
import { binaryAdvice, binaryText } from '../nodeText';
import type { Check } from './checks';
import { isRequired, unattachable, unattachableText } from './unattachable';

const BUILD =
  'Use a release binary for Linux, or build the node with systemtap-sdt-dev and -DWITH_USDT=ON.';
const REBUILD =
  'Use a release binary for Linux, or build the node with -O2, as Core does by default.';
const OTHER_VERSION =
  'To see these events, use a newer release of this extension, or a release of Bitcoin Core that it knows.';
const UNREAD =
  'The user who runs it controls what others can read of it: ask that user, or trace another node.';

/**
 * A line for each running node, or one that says that there is none.
 * @param libbpf Major and minor version of the one that will attach; undefined where it does not load.
 */
export function checkNodes(nodes: readonly TraceableNode[], libbpf?: string): Check[] {
  if (nodes.length > 0) return nodes.map((node) => nodeCheck(node, libbpf));
  const next = 'Start bitcoind, or look at the demo node.';
  return [
    { id: 'no-node', group: 'Nodes', name: 'Nodes', ok: false, found: 'none is running', next },
  ];
}

function nodeCheck(node: TraceableNode, libbpf: string | undefined): Check {
  // Other users write these command lines and files.
  const name = visible(`${node.name} · ${node.chain} · pid ${node.pid}`);
  const missing = unattachable(node.unusual ?? [], libbpf);
  const ok = isTraceable(node) && !missing.some(isRequired);
  const said = [
    probes(node),
    ...missing.map(unattachableText),
    ...(node.claimed || node.deleted || node.elsewhere ? [binaryText(node)] : []),
  ];
  const next = nextOf(node, missing) ?? binaryAdvice(node);
  const check: Check = {
    id: `node-${node.pid}`,
    group: 'Nodes',
    name,
    ok,
    found: visible(said.join('; ')),
  };
  return next === undefined ? check : { ...check, next };
}

function nextOf(node: TraceableNode, missing: readonly UnattachedProbe[]): string | undefined {
  if (node.unread !== undefined) return UNREAD;
  if (!isTraceable(node)) return BUILD;
  if (missing.length === 0) return undefined;
  return node.unusual?.some((probe) => 'found' in probe) ? OTHER_VERSION : REBUILD;
}

function probes({ probes: names, probesKnown, user, unread }: TraceableNode): string {
  if (unread !== undefined) return `could not be read: ${unread} (user ${user})`;
  if (!probesKnown) return `you cannot read its binary, but the helper can (user ${user})`;
  return names.length === 0 ? 'no net:* tracepoints' : `tracepoints ${names.join(', ')}`;
}
