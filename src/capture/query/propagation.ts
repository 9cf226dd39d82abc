import { PHASES, type Phase } from '../../shared/propagationPhases';
import type { Sighting, Sightings } from './propagationTimes';

/** Of what a node's times are told by. */
export interface MachineClock {
  /** Nodes of one machine have one clock. */
  machine: string;
  /** By how much it may be wrong at most, nanoseconds; undefined where that is not known. */
  errorNs: number | undefined;
}

/** When one node heard of a transaction or block, had it and took it. */
export interface NodePropagation {
  /** The same for all processes of one node. */
  key: string;
  pid: number;
  clock: MachineClock;
  sightings: Sightings;
}

/** How a transaction or block came to nodes. */
export interface Propagation {
  /** In the order in which they heard of it. */
  nodes: readonly NodePropagation[];
  /** When the first of them heard of it; differences are to that. */
  zeroNs: number;
}

/** A difference of two times: by how much it may be wrong, which is undefined where nobody knows. */
export interface Difference {
  ns: number;
  plusMinusNs: number | undefined;
}

/** Of all nodes of which the time of a phase is known. */
export interface PhaseSpread {
  nodes: number;
  /** After the first heard of it. */
  median: Difference;
  p90: Difference;
  /** From the first node to the last. */
  spread: Difference;
}

/** A node's place; nodes whose times cannot be told apart share one. */
export interface Place {
  /** From 1; undefined where its clock is not known. */
  rank: number | undefined;
  shared: boolean;
}

/** @param nodes In any order, each once; those that have not heard of it are left out. */
export function propagationOf(nodes: readonly NodePropagation[]): Propagation | undefined {
  const heard = nodes
    .filter(({ sightings }) => sightings.heard)
    .sort((one, other) => timeOf(one, 'heard') - timeOf(other, 'heard'));
  const [first] = heard;
  return first && { nodes: heard, zeroNs: timeOf(first, 'heard') };
}

/** By how much the difference of two nodes' times may be wrong. */
export function uncertainty(one: MachineClock, other: MachineClock): number | undefined {
  if (one.machine === other.machine) return 0;
  if (one.errorNs === undefined || other.errorNs === undefined) return undefined;
  return one.errorNs + other.errorNs;
}

/** From when the first node heard of it to this. */
export function sinceFirst(
  { nodes, zeroNs }: Propagation,
  node: NodePropagation,
  { timeNs }: Sighting,
): Difference {
  return { ns: timeNs - zeroNs, plusMinusNs: uncertainty(nodes[0]!.clock, node.clock) };
}

/** @returns undefined where no node is known to have come so far. */
export function phaseSpread(propagation: Propagation, phase: Phase): PhaseSpread | undefined {
  const nodes = inOrder(propagation, phase);
  const [first] = nodes;
  const last = nodes.at(-1);
  if (!first || !last) return undefined;
  const at = (share: number): Difference => {
    // The nearest rank: it is the time of a node, with what is certain of its clock.
    const node = nodes[Math.max(0, Math.ceil(share * nodes.length) - 1)]!;
    return sinceFirst(propagation, node, node.sightings[phase]!);
  };
  const spread = {
    ns: timeOf(last, phase) - timeOf(first, phase),
    plusMinusNs: uncertainty(first.clock, last.clock),
  };
  return { nodes: nodes.length, median: at(0.5), p90: at(0.9), spread };
}

export function phaseSpreads(propagation: Propagation): Record<Phase, PhaseSpread | undefined> {
  const [heard, had, took] = PHASES.map((phase) => phaseSpread(propagation, phase));
  return { heard, had, took };
}

/** Nodes that have come so far, the earliest first. */
export function inOrder({ nodes }: Propagation, phase: Phase): NodePropagation[] {
  return nodes
    .filter(({ sightings }) => sightings[phase])
    .sort((one, other) => timeOf(one, phase) - timeOf(other, phase));
}

/**
 * The places of nodes. No two are told apart that their clocks cannot tell apart, nor any two between which such a
 * pair stands: a place begins where all before it are certainly earlier than all after it. Nodes whose clock is not known
 * have none, unless all have one clock.
 */
export function placesOf(propagation: Propagation, phase: Phase): Map<string, Place> {
  const all = inOrder(propagation, phase);
  const places = new Map<string, Place>();
  const isOneMachine = new Set(all.map(({ clock }) => clock.machine)).size <= 1;
  const nodes = isOneMachine ? all : all.filter(({ clock }) => clock.errorNs !== undefined);
  for (const { key } of all) places.set(key, { rank: undefined, shared: false });
  let begin = 0;
  /** The last that one of this place cannot be told apart from. */
  let reaches = 0;
  for (let at = 0; at < nodes.length; at++) {
    if (at > reaches) {
      begin = at;
      reaches = at;
    }
    reaches = Math.max(reaches, lastUncertain(nodes, at, phase));
    places.set(nodes[at]!.key, { rank: begin + 1, shared: reaches > begin });
  }
  return places;
}

/** The last that the one `at` cannot be told apart from. */
function lastUncertain(nodes: readonly NodePropagation[], at: number, phase: Phase): number {
  const node = nodes[at]!;
  const timeNs = timeOf(node, phase);
  let last = nodes.length - 1;
  while (
    last > at &&
    timeOf(nodes[last]!, phase) - timeNs > uncertainty(node.clock, nodes[last]!.clock)!
  )
    last--;
  return last;
}

function timeOf({ sightings }: NodePropagation, phase: Phase): number {
  return sightings[phase]?.timeNs ?? Infinity;
}
