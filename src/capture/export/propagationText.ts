import { PHASES, type Phase } from '../../shared/propagationPhases';
import { durationText } from '../../shared/text/durationText';
import { peerOfNode } from '../../shared/text/peerNumber';
import { visible } from '../../shared/text/visible';
import { utcTimeNanos } from '../../shared/text/dateText';
import { csvCell } from './csvCell';
import {
  phaseSpreads,
  placesOf,
  sinceFirst,
  type Difference,
  type NodePropagation,
  type PhaseSpread,
  type Place,
  type Propagation,
} from '../query/propagation';
import type { BlockPropagation } from '../query/propagationBlocks';
import type { Sighting } from '../query/propagationTimes';

/** `+1.2 ms ± 300 µs`, `+1.2 ms ± ?` where nobody knows, `+1.2 ms` between nodes with one clock. */
export function differenceText({ ns, plusMinusNs }: Difference): string {
  const text = `+${durationText(ns / 1000)}`;
  if (plusMinusNs === 0) return text;
  return `${text} ${plusMinusText(plusMinusNs)}`;
}

/** `± 300 µs`. */
export function plusMinusText(ns: number | undefined): string {
  return ns === undefined ? '± ?' : `± ${durationText(ns / 1000)}`;
}

/** `1`, `≈ 1` where others cannot be told apart from it, `?` where nobody knows. */
export function placeText({ rank, shared }: Place): string {
  if (rank === undefined) return '?';
  return shared ? `≈ ${rank}` : `${rank}`;
}

/** `inv from peer 3`, `cmpctblock, itself`. */
export function sourceText({ what, peer }: Sighting): string {
  return peer ? `${visible(what)} from peer ${peerOfNode(peer, false)}` : `${what}, itself`;
}

/** What is missing for a comparison; undefined where nothing is. */
export function lackOf({ nodes }: Propagation): string | undefined {
  if (nodes.length === 1)
    return 'One node only: there is nothing to compare it with. Trace several nodes, or connect to a fleet.';
  const isOneMachine = new Set(nodes.map(({ clock }) => clock.machine)).size === 1;
  const unknown = nodes.filter(({ clock }) => clock.errorNs === undefined).length;
  if (isOneMachine || unknown === 0) return undefined;
  const which =
    unknown === nodes.length ? 'any of these nodes' : `${unknown} of ${nodes.length} nodes`;
  return `By how much the clocks of ${which} may be wrong is not known (± ?): their place is not certain.`;
}

type UnixOf = (timeNs: number) => bigint;
type TitleOf = (node: NodePropagation) => string;

/** A line for each node, with the same columns; RFC 4180. */
export function propagationCsv(propagation: Propagation, titleOf: TitleOf, unixOf: UnixOf): string {
  const rows = propagation.nodes.map((node) =>
    Object.values(nodeMembers(propagation, node, titleOf, unixOf)),
  );
  const heads = [
    'node',
    'pid',
    ...PHASES.flatMap((phase) => COLUMNS.map((of) => `${phase}_${of}`)),
  ];
  return csvOf([heads, ...rows]);
}

type Cell = string | number | null;

function csvOf(rows: readonly (readonly Cell[])[]): string {
  const cellOf = (cell: Cell) => (typeof cell === 'string' ? csvCell(cell) : `${cell ?? ''}`);
  return rows.map((row) => `${row.map(cellOf).join(',')}\r\n`).join('');
}

/** A line for each block. */
export function blocksCsv(blocks: readonly RankedBlock[], unixOf: UnixOf): string {
  const of = ['nodes', 'median_us', 'p90_us', 'spread_us', 'spread_uncertainty_us'];
  const heads = ['time', 'height', 'block', 'nodes'];
  const rows = blocks.map(({ hash, height, propagation, spreads }) => [
    ...[utcTimeNanos(unixOf(propagation.zeroNs)), height ?? null, hash, propagation.nodes.length],
    ...PHASES.flatMap((phase) => {
      const { nodes, median, p90, spread } = spreads[phase] ?? {};
      const times = [median?.ns, p90?.ns, spread?.ns, spread?.plusMinusNs].map(micros);
      return [nodes ?? 0, ...times];
    }),
  ]);
  return csvOf([
    [...heads, ...PHASES.flatMap((phase) => of.map((each) => `${phase}_${each}`))],
    ...rows,
  ]);
}

const COLUMNS = [
  'time',
  'since_first_us',
  'uncertainty_us',
  'by',
  'peer',
  'address',
  'row',
] as const;

/** What is told of a node, by name; null where it is not known. */
export function nodeMembers(
  propagation: Propagation,
  node: NodePropagation,
  titleOf: TitleOf,
  unixOf: UnixOf,
): Record<string, Cell> {
  const members: Record<string, Cell> = {
    node: titleOf(node),
    pid: node.pid,
  };
  for (const phase of PHASES) {
    const sighting = node.sightings[phase];
    const difference = sighting && sinceFirst(propagation, node, sighting);
    const values = [
      sighting ? utcTimeNanos(unixOf(sighting.timeNs)) : null,
      micros(difference?.ns),
      micros(difference?.plusMinusNs),
      sighting?.what ?? null,
      sighting?.peer && Number.isFinite(sighting.peer.peer) ? sighting.peer.peer : null,
      sighting?.peer ? visible(sighting.peer.address) : null,
      sighting?.row ?? null,
    ];
    for (const [i, of] of COLUMNS.entries()) members[`${phase}_${of}`] = values[i]!;
  }
  return members;
}

/** Places of nodes and numbers of all nodes, by phase. */
export function spreadMembers(propagation: Propagation) {
  const spreads = phaseSpreads(propagation);
  return Object.fromEntries(PHASES.map((phase) => [phase, spreadMember(spreads[phase])]));
}

function spreadMember(spread: PhaseSpread | undefined) {
  if (!spread) return null;
  const of = ({ ns, plusMinusNs }: Difference) => ({
    us: ns / 1000,
    uncertainty_us: micros(plusMinusNs),
  });
  const { nodes, median, p90 } = spread;
  return { nodes, median: of(median), p90: of(p90), spread: of(spread.spread) };
}

/** The place of each node by phase, null where it is not known. */
export function placeMembers(propagation: Propagation, { key }: NodePropagation) {
  return Object.fromEntries(
    PHASES.map((phase) => {
      const { rank, shared } = placesOf(propagation, phase).get(key) ?? NO_PLACE;
      return [phase, { place: rank ?? null, shared }];
    }),
  );
}

const NO_PLACE: Place = { rank: undefined, shared: false };

/** Those that took longest from the first node to the last come first; those of one node last. */
export function bySpread(blocks: readonly BlockPropagation[], phase: Phase): RankedBlock[] {
  return blocks
    .map((block) => ({ ...block, spreads: phaseSpreads(block.propagation) }))
    .sort((one, other) => measureOf(other, phase) - measureOf(one, phase));
}

export interface RankedBlock extends BlockPropagation {
  spreads: Record<Phase, PhaseSpread | undefined>;
}

function measureOf({ spreads }: RankedBlock, phase: Phase): number {
  const spread = spreads[phase];
  return spread && spread.nodes > 1 ? spread.spread.ns : -1;
}

function micros(ns: number | undefined): number | null {
  return ns === undefined ? null : ns / 1000;
}
