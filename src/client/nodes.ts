import { readdir } from 'node:fs/promises';
import { readProbes } from './elfProbes';
import { inspectProcess } from './nodeProcess';

/** A running node, for a person to choose. */
export interface TraceableNode {
  pid: number;
  /** Of the executable: bitcoind. */
  name: string;
  /** Absolute path; what the command line calls it where the process hides it from us. */
  binary: string;
  /** main, test, testnet4, signet, regtest; `demo` for the demo node. */
  network: string;
  /** Without the network's subdirectory; empty for the demo node. */
  dataDirectory: string;
  /** Names of its net:* tracepoints, without the `net:`; none where it was built without. */
  probes: string[];
  /** False where the executable is hidden from us: whether it has probes shows when it is traced. */
  probesKnown: boolean;
  user: string;
}

/** Shown even without probes, or with hidden ones: the user learns why they cannot be traced. */
const NODES = new Set(['bitcoind', 'bitcoin-qt', 'bitcoin-node', 'bitcoin-gui', 'demo-node']);

/** Every running node, of whatever user, by pid. @param proc Where procfs is mounted. */
export async function findNodes(proc = '/proc'): Promise<TraceableNode[]> {
  const nodes: TraceableNode[] = [];
  const pids = (await readdir(proc)).filter((name) => /^[0-9]+$/.test(name)).map(Number);
  for (const pid of pids.sort((a, b) => a - b)) {
    const node = await findNode(pid, proc);
    if (node) nodes.push(node);
  }
  return nodes;
}

/** @returns undefined when the process is no node. */
export async function findNode(pid: number, proc = '/proc'): Promise<TraceableNode | undefined> {
  const found = inspectProcess(pid, proc);
  if (!found) return undefined;
  const { name, binary, network, dataDirectory, user } = found;
  const probes = found.readable
    ? await readProbes(found.readable).catch(() => undefined)
    : undefined;
  if (!probes?.length && !NODES.has(name)) return undefined;
  return {
    ...{ pid, name, binary, network, dataDirectory, user },
    probes: probes ?? [],
    probesKnown: probes !== undefined,
  };
}

/** Whether a trace of it may succeed. */
export function isTraceable(node: TraceableNode): boolean {
  return node.probes.length > 0 || !node.probesKnown;
}
