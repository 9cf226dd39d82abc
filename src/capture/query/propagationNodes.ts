import type { Hello } from '../../shared/frames/hello';
import type { NodeTable } from '../index/nodeTable';
import {
  propagationOf,
  type MachineClock,
  type NodePropagation,
  type Propagation,
} from './propagation';
import { PHASES } from '../../shared/propagationPhases';
import type { Sightings } from './propagationTimes';

/** What says who the nodes of a capture are. */
export interface NodesOf {
  hello: Pick<Hello, 'attachMode' | 'redacted' | 'tracepoints'> | undefined;
  nodes: Pick<NodeTable, 'of'>;
}

/** What is known of each process. @returns undefined where no node has heard of it. */
export function ofProcesses(
  capture: NodesOf,
  processes: Iterable<readonly [pid: number, sightings: Sightings]>,
): Propagation | undefined {
  const nodes = new Map<string, NodePropagation>();
  for (const [pid, sightings] of processes) {
    const { heard } = sightings;
    if (!heard) continue;
    const key = keyOf(capture, pid, heard.row);
    const known = nodes.get(key);
    // After a restart a node may hear of it again.
    if (known) known.sightings = earliest(known.sightings, sightings);
    else nodes.set(key, { key, pid, clock: clockOf(capture, pid, heard.row), sightings });
  }
  return propagationOf([...nodes.values()]);
}

/** Whether it would be seen that a node took what it has. */
export function tracesTaking({ hello }: NodesOf, isBlock: boolean): boolean {
  const name = isBlock ? 'validation:block_connected' : 'mempool:added';
  return hello?.tracepoints.includes(name) ?? false;
}

/** A node has another number after each restart of its process. */
function keyOf({ hello, nodes }: NodesOf, pid: number, row: number): string {
  const node = nodes.of(pid, row);
  if (!node || hello?.redacted) return `${pid}`;
  if (isFleet(hello)) return `name ${node.name}`;
  // Two processes at a time cannot have one.
  return node.dataDirectory === '' ? `${pid}` : `data ${node.dataDirectory} ${node.chain}`;
}

function clockOf({ hello, nodes }: NodesOf, pid: number, row: number): MachineClock {
  // All else is of one machine, which has one clock.
  if (!isFleet(hello)) return { machine: 'this', errorNs: 0 };
  const { boot, errorUs } = nodes.of(pid, row)?.clock ?? {};
  return {
    machine: boot === undefined ? `of ${pid}` : `boot ${boot}`,
    errorNs: errorUs === undefined ? undefined : errorUs * 1000,
  };
}

function isFleet(hello: Pick<Hello, 'attachMode'> | undefined): boolean {
  return hello?.attachMode === 'fleet';
}

function earliest(one: Sightings, other: Sightings): Sightings {
  const all = PHASES.flatMap((phase) => {
    const [first] = [one[phase], other[phase]]
      .filter((sighting) => sighting !== undefined)
      .sort((a, b) => a.timeNs - b.timeNs);
    return first ? [[phase, first] as const] : [];
  });
  return Object.fromEntries(all);
}
