import type { NodeFrame } from '../shared/frames/node';
import { findNode, type TraceableNode } from './nodes';

type NodeFacts = Pick<NodeFrame, 'name' | 'chain' | 'dataDirectory' | 'binary' | 'present'>;

/** Finds out who a process is that is traced; undefined where nothing can be found out now. */
export async function identify(pid: number): Promise<NodeFacts | undefined> {
  const node = await findNode(pid).catch(() => undefined);
  return node && factsOf(node);
}

/** What a node frame says of a process that was found. */
export function factsOf(node: TraceableNode): NodeFacts {
  const { name, dataDirectory, binary, probes, probesKnown } = node;
  const chain = node.chain === 'unknown' ? '' : node.chain;
  return { name, chain, dataDirectory, binary, present: probesKnown ? probes : [] };
}
