import { findNodes, type TraceableNode } from '../nodes';
import { checkMachine, type Check } from './checks';
import { checkNodes } from './checkNodes';
import { readMachine } from './readMachine';

/** Everything that a trace here depends on. @param dist Where helper.js is. */
export async function readChecklist(
  dist: string,
): Promise<{ checks: Check[]; nodes: TraceableNode[] }> {
  const nodes = await findNodes();
  const machine = readMachine(dist);
  return { checks: [...checkMachine(machine), ...checkNodes(nodes, machine.libbpf)], nodes };
}
