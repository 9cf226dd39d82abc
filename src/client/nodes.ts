import type { ProcessFacts } from './processReader/protocol';
import { refuseWithoutProc } from './refuseWithoutProc';
import { readProcesses, type Unread } from './readProcesses';

/** A running node, for a person to choose. */
export interface TraceableNode
  extends
    Omit<ProcessFacts, 'refused' | 'started' | 'unusual'>,
    Partial<Pick<ProcessFacts, 'started' | 'unusual'>> {
  /** Why it could not be read, as a clause: `it does not answer`. */
  unread?: string;
}

/**
 * Every running node of every user, sorted by pid. A node that hangs its readers is listed as unread.
 * @param proc Where procfs is mounted. @throws UserError `look-failed`
 */
export async function findNodes(proc = '/proc'): Promise<TraceableNode[]> {
  if (proc === '/proc') refuseWithoutProc();
  const { nodes, unread } = await readProcesses(proc);
  return [...nodes.map(toNode), ...unread.map(unreadNode)].sort((a, b) => a.pid - b.pid);
}

/** @returns undefined when the process is not a node. @throws UserError `look-failed` */
export async function findNode(pid: number, proc = '/proc'): Promise<TraceableNode | undefined> {
  const { nodes, unread } = await readProcesses(proc, { pids: [pid] });
  return nodes.map(toNode)[0] ?? unread.map(unreadNode)[0];
}

/** Whether a trace of it may succeed. */
export function isTraceable(node: TraceableNode): boolean {
  return node.unread === undefined && (node.probes.some(isOfNet) || !node.probesKnown);
}

export function toNode({ refused, ...facts }: ProcessFacts): TraceableNode {
  // An executable that is not hidden, and yet cannot be read, makes the node an unread one.
  return !facts.probesKnown && refused !== undefined ? { ...facts, unread: refused } : facts;
}

function unreadNode({ process: { pid, name, uid }, reason }: Unread): TraceableNode {
  return {
    pid,
    name,
    binary: name,
    claimed: true,
    chain: 'unknown',
    dataDirectory: '',
    probes: [],
    probesKnown: false,
    user: `${uid}`,
    unread: reason,
  };
}

/** Messages are what is traced: other providers' tracepoints alone are of no use. */
function isOfNet(probe: string): boolean {
  return !probe.includes(':');
}
