import type { NodeFrame } from '../shared/frames/node';
import type { TraceableNode } from './nodes';

/** What a node frame says of a process that was found. */
export function factsOf(
  node: TraceableNode,
): Pick<NodeFrame, 'name' | 'chain' | 'dataDirectory' | 'binary' | 'present'> {
  const { name, network, dataDirectory, binary, probes, probesKnown } = node;
  const chain = network === 'unknown' ? '' : network;
  return { name, chain, dataDirectory, binary, present: probesKnown ? probes : [] };
}
