import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { readProbes } from '../client/elfProbes';
import type { TraceTarget } from '../client/helperCommand';
import { inspectProcess } from '../client/nodeProcess';
import { findNodes, isTraceable, type TraceableNode } from '../client/nodes';
import { nodeVanished, noNodeFound, noProbes, noTarget, severalNodes } from '../shared/errors';
import { visible } from '../shared/visible';

/**
 * What to trace: what the user names, or the only node there is.
 * @throws UserError before any password is asked for, where it can be told by then that it fails.
 */
export async function chooseTarget(named: { pid?: number; binary?: string }): Promise<TraceTarget> {
  if (named.pid !== undefined) return byPid(named.pid);
  if (named.binary !== undefined) return byPath(resolve(named.binary));
  const nodes = await findNodes();
  const traceable = nodes.filter(isTraceable);
  if (traceable.length > 1) throw severalNodes(traceable.map(describe));
  const [node] = traceable;
  if (node) return { kind: 'node', pid: node.pid, binary: node.binary };
  throw nodes[0] ? noProbes(visible(nodes[0].binary)) : noNodeFound();
}

async function byPid(pid: number): Promise<TraceTarget> {
  if (!existsSync(`/proc/${pid}`)) throw nodeVanished(pid);
  const binary = inspectProcess(pid)?.binary ?? `process ${pid}`;
  await refuseWithoutProbes(`/proc/${pid}/exe`, binary);
  return { kind: 'node', pid, binary };
}

async function byPath(binary: string): Promise<TraceTarget> {
  await refuseWithoutProbes(binary, binary);
  return { kind: 'binary', binary };
}

/** What only root may read is root's to judge. */
async function refuseWithoutProbes(path: string, name: string): Promise<void> {
  try {
    if ((await readProbes(path)).length === 0) throw noProbes(name);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EACCES' || code === 'EPERM') return;
    if (code === 'ENOENT' || code === 'EISDIR') throw noTarget(name, message);
    throw error;
  }
}

function describe({ pid, name, network, dataDirectory, binary }: TraceableNode): string {
  return `--pid ${pid}  ${[name, network, dataDirectory, binary].map(visible).join('  ')}`;
}
