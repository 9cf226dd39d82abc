import type { TraceTarget } from '../client/helperCommand';
import { findNodes, isTraceable, toNode, type TraceableNode } from '../client/nodes';
import { binaryAdvice, binaryText } from '../client/nodeText';
import { refuseWithoutProbes } from '../client/refuseWithoutProbes';
import { refuseWithoutProc } from '../client/refuseWithoutProc';
import { readProcesses } from '../client/readProcesses';
import {
  nodeVanished,
  noNodeFound,
  noProbes,
  noTarget,
  severalNodes,
} from '../shared/errors/targetErrors';
import { visible } from '../shared/text/visible';
import { say } from './output';
import { absolutePath } from './rawArguments';

/**
 * What to trace: what the user names, or the only node there is.
 * @throws UserError where it is clear before any password is asked for that the trace would fail.
 */
export async function chooseTarget(named: { pid?: number; binary?: string }): Promise<TraceTarget> {
  refuseWithoutProc();
  if (named.pid !== undefined) return byPid(named.pid);
  if (named.binary !== undefined) return byPath(absolutePath(named.binary));
  const nodes = await findNodes();
  const traceable = nodes.filter(isTraceable);
  if (traceable.length > 1) throw severalNodes(traceable.map(describe));
  const [node] = traceable;
  if (node) return targetOf(node);
  throw nodes[0] ? refusal(nodes[0], `process ${nodes[0].pid}`) : noNodeFound();
}

async function byPid(pid: number): Promise<TraceTarget> {
  const { nodes, unread } = await readProcesses('/proc', { pids: [pid], any: true });
  if (unread[0]) throw noTarget(`process ${pid}`, unread[0].reason);
  const [found] = nodes;
  if (!found) throw nodeVanished(pid);
  if (found.pid !== pid)
    say(`${pid} is a thread of process ${found.pid}, so that process is meant.`);
  if (found.refused !== undefined) throw noTarget(found.binary, found.refused);
  if (found.binary === '')
    throw noTarget(`process ${pid}`, 'it runs no file, as a thread of the kernel');
  const node = toNode(found);
  if (!isTraceable(node)) throw refusal(node, found.binary);
  return targetOf(node);
}

function targetOf(node: TraceableNode): TraceTarget {
  const advice = binaryAdvice(node);
  if (advice !== undefined) say(`${node.binary}: ${advice}`);
  return { kind: 'node', pid: node.pid, binary: node.binary, described: binaryText(node) };
}

function refusal(node: TraceableNode, name: string) {
  return node.unread === undefined ? noProbes(node.binary) : noTarget(name, node.unread);
}

async function byPath(binary: string): Promise<TraceTarget> {
  await refuseWithoutProbes(binary);
  return { kind: 'binary', binary };
}

function describe(node: TraceableNode): string {
  const { pid, name, chain, dataDirectory } = node;
  const words = [name, chain, dataDirectory, binaryText(node)];
  return `--pid ${pid}  ${words.map(visible).join('  ')}`;
}
