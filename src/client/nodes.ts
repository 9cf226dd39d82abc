import type { UnusualProbe } from './elfProbes';
import type { FileIdentity, ProcessFacts } from './processReader/protocol';
import { refuseWithoutProc } from './refuseWithoutProc';
import { readProcesses, type Unread } from './readProcesses';

/** A running node, for a person to choose. */
export interface TraceableNode {
  pid: number;
  /** Of the executable: bitcoind. */
  name: string;
  /** Absolute path, as the process has it; what the command line calls it where that is hidden. */
  binary: string;
  /** `binary` is only what the command line claims. */
  claimed?: true;
  /** The executable was replaced or removed since it was started. */
  deleted?: true;
  /** `binary` leads to it in the process's own mounts only, as in a container. */
  elsewhere?: true;
  /** main, test, testnet4, signet, regtest; `demo` for the demo node, `unknown` where it cannot be told. */
  network: string;
  /** Without the network's subdirectory; empty for the demo node. */
  dataDirectory: string;
  /** Names of its net:* tracepoints, without the `net:`; none where it was built without. */
  probes: string[];
  /** False where the executable is hidden from us: whether it has probes shows when it is traced. */
  probesKnown: boolean;
  /** Those of its tracepoints that not every libbpf can attach. */
  unusual?: UnusualProbe[];
  user: string;
  /** Why it could not be read, as a clause: `it does not answer`. */
  unread?: string;
  /** Of the executable, as the process has it open. */
  file?: FileIdentity;
  /** Device and inode of the data directory. */
  place?: string;
  /** As startTimeOf says. */
  started?: string;
}

/**
 * Every running node, of whatever user, by pid. One that hangs whoever reads of it is listed as such.
 * @param proc Where procfs is mounted. @throws UserError `look-failed`
 */
export async function findNodes(proc = '/proc'): Promise<TraceableNode[]> {
  if (proc === '/proc') refuseWithoutProc();
  const { nodes, unread } = await readProcesses(proc);
  return [...nodes.map(toNode), ...unread.map(unreadNode)].sort((a, b) => a.pid - b.pid);
}

/** @returns undefined when the process is no node. @throws UserError `look-failed` */
export async function findNode(pid: number, proc = '/proc'): Promise<TraceableNode | undefined> {
  const { nodes, unread } = await readProcesses(proc, { pids: [pid] });
  return nodes.map(toNode)[0] ?? unread.map(unreadNode)[0];
}

/** Whether a trace of it may succeed. */
export function isTraceable(node: TraceableNode): boolean {
  return node.unread === undefined && (node.probes.length > 0 || !node.probesKnown);
}

export function toNode({ refused, ...facts }: ProcessFacts): TraceableNode {
  // What is not hidden, and yet cannot be read, is as good as unread.
  return !facts.probesKnown && refused !== undefined ? { ...facts, unread: refused } : facts;
}

function unreadNode({ process: { pid, name, uid }, reason }: Unread): TraceableNode {
  return {
    ...{ pid, name, binary: name, claimed: true, network: 'unknown', dataDirectory: '' },
    ...{ probes: [], probesKnown: false, user: `${uid}`, unread: reason },
  };
}
