import {
  blocksCsv,
  bySpread,
  differenceText,
  lackOf,
  nodeMembers,
  placeMembers,
  placeText,
  propagationCsv,
  type RankedBlock,
  sourceText,
  spreadMembers,
} from '../../capture/export/propagationText';
import type { NodesOf } from '../../capture/query/propagationNodes';
import { nodeTitle } from '../../capture/model/nodeTitle';
import {
  phaseSpreads,
  placesOf,
  sinceFirst,
  type NodePropagation,
  type Propagation,
} from '../../capture/query/propagation';
import { PropagationBlocks, type BlockPropagation } from '../../capture/query/propagationBlocks';
import { ofProcesses, tracesTaking } from '../../capture/query/propagationNodes';
import { addStep } from '../../capture/query/propagationScan';
import { Wanted } from '../../capture/query/propagationSteps';
import type { PropagationTimes } from '../../capture/query/propagationTimes';
import { PHASE_NAMES, PHASES } from '../../shared/propagationPhases';
import { hashUnknown } from '../../shared/errors/viewErrors';
import { utcTimeMicros } from '../../shared/text/dateText';
import { formatCount, plural } from '../../shared/text/quantity';
import { visibleJson } from '../../shared/text/visible';
import { standardOutput } from '../output';
import { withReading, type Reading, type ReadingFlags } from '../reading';
import { lookAtAll } from '../select/overAll';
import { needsWhole, type SelectionFlags } from '../select/selection';
import { idsOf } from '../story/storyRows';
import { textTable } from '../textTable';

/** In place of a hash: all blocks. */
export const BLOCKS = 'blocks';

type UnixOf = (timeNs: number) => bigint;

/**
 * Prints when each node heard of a transaction or block, had it and took it, or all blocks by how long they took from the
 * first node to the last. @throws UserError
 */
export async function printPropagation(
  place: string,
  { propagation: of, ...flags }: SelectionFlags & { propagation: string },
  format: string,
): Promise<void> {
  const isOfBlocks = of === BLOCKS;
  const needs = {
    doing: `Reading ${place}`,
    whole: !isOfBlocks || needsWhole(flags),
    peers: flags.filter !== undefined,
  };
  const all: ReadingFlags = {};
  await withReading(place, all, needs, async (reading) => {
    const { hello, contents } = reading.read;
    const unixOf = (timeNs: number) =>
      BigInt(Math.round(timeNs)) - hello.monotonicNs + hello.wallNs;
    const nodesOf = { hello, nodes: contents.nodes };
    const titleOf = ({ pid, sightings }: NodePropagation) =>
      nodeTitle(contents.nodes.of(pid, sightings.heard?.row), hello.binary);
    if (isOfBlocks) {
      const blocks = bySpread(await blocksOf(reading, flags, nodesOf), 'had');
      const write = BLOCK_FORMATS[format] ?? blocksText;
      await standardOutput.write(write(blocks, unixOf));
      return;
    }
    const found = await propagationOf(reading, flags, of, nodesOf);
    if (!found) throw hashUnknown(of);
    const write = NODE_FORMATS[format] ?? nodesText;
    const text = write(found, titleOf, unixOf);
    const all = format === 'json' ? allJson(of, found, unixOf) : '';
    await standardOutput.write(text + all);
  });
}

async function blocksOf(
  reading: Reading,
  flags: SelectionFlags,
  nodesOf: NodesOf,
): Promise<BlockPropagation[]> {
  const { index } = reading.read.contents;
  const blocks = new PropagationBlocks();
  await lookAtAll(reading, flags, (isWanted) => (row, frame) => {
    if (isWanted(row)) blocks.add(index, row, frame);
  });
  return blocks.list(nodesOf);
}

async function propagationOf(
  reading: Reading,
  flags: SelectionFlags,
  hash: string,
  nodesOf: NodesOf,
): Promise<Propagation | undefined> {
  const { index } = reading.read.contents;
  const wanted = new Wanted(await idsOf(hash, reading.source.capture!));
  const processes = new Map<number, PropagationTimes>();
  await lookAtAll(reading, flags, (isWanted) => (row, frame) => {
    if (isWanted(row)) addStep(processes, wanted, index, row, frame);
  });
  const isOfTransaction = [...processes.values()].some((times) => times.isOfTransaction);
  const isSeen = tracesTaking(nodesOf, !isOfTransaction);
  return ofProcesses(
    nodesOf,
    [...processes].map(([pid, times]) => [pid, times.sightings(isSeen)] as const),
  );
}

const NODE_HEADS = ['PLACE', 'NODE', 'HEARD OF IT', 'FROM', 'HAD IT', 'FROM', 'TOOK IT'];

function nodesText(
  propagation: Propagation,
  titleOf: (node: NodePropagation) => string,
  unixOf: UnixOf,
): string {
  const places = placesOf(propagation, 'heard');
  const rows = propagation.nodes.map((node) => {
    const { heard, had, took } = node.sightings;
    const since = (sighting: typeof heard) =>
      sighting ? differenceText(sinceFirst(propagation, node, sighting)) : '';
    const from = (sighting: typeof heard) => (sighting ? sourceText(sighting) : '');
    const place = placeText(places.get(node.key)!);
    return [place, titleOf(node), since(heard), from(heard), since(had), from(had), since(took)];
  });
  const first = utcTimeMicros(Number(unixOf(propagation.zeroNs) / 1000n));
  const lack = lackOf(propagation);
  const table = textTable(NODE_HEADS, rows);
  const note = lack === undefined ? '' : `\n${lack}\n`;
  return `First heard of ${first}.\n\n${table}\n${spreadsText(propagation)}${note}`;
}

function spreadsText(propagation: Propagation): string {
  const spreads = phaseSpreads(propagation);
  const rows = PHASES.flatMap((phase) => {
    const spread = spreads[phase];
    if (!spread) return [];
    const { nodes, median, p90 } = spread;
    const times = [median, p90, spread.spread].map(differenceText);
    return [[PHASE_NAMES[phase], formatCount(nodes), ...times]];
  });
  return textTable(['', 'NODES', 'MEDIAN', '90 %', 'FIRST TO LAST'], rows);
}

/** One object in a line for each node. */
function nodesJson(
  propagation: Propagation,
  titleOf: (node: NodePropagation) => string,
  unixOf: UnixOf,
): string {
  return propagation.nodes
    .map((node) => ({
      ...nodeMembers(propagation, node, titleOf, unixOf),
      places: placeMembers(propagation, node),
    }))
    .map((line) => `${visibleJson(JSON.stringify(line))}\n`)
    .join('');
}

/** And one for all. */
function allJson(hash: string, propagation: Propagation, unixOf: UnixOf): string {
  const { nodes, zeroNs } = propagation;
  const all = { propagation: hash, first: `${unixOf(zeroNs)}`, nodes: nodes.length };
  return `${JSON.stringify({ ...all, ...spreadMembers(propagation) })}\n`;
}

const BLOCK_HEADS = [
  'FIRST HEARD OF',
  'HEIGHT',
  'NODES',
  'MEDIAN',
  '90 %',
  'FIRST TO LAST',
  'BLOCK',
];

/** By when nodes had it. */
function blocksText(blocks: readonly RankedBlock[], unixOf: UnixOf): string {
  if (blocks.length === 0) return 'No block that a node had.\n';
  const rows = blocks.map(({ hash, height, propagation, spreads }) => {
    const { had } = spreads;
    const times = had && [had.median, had.p90, had.spread].map(differenceText);
    return [
      utcTimeMicros(Number(unixOf(propagation.zeroNs) / 1000n)),
      height === undefined ? '' : formatCount(height),
      formatCount(had?.nodes ?? 0),
      ...(times ?? ['', '', '']),
      hash,
    ];
  });
  const nodes = new Set(
    blocks.flatMap(({ propagation }) => propagation.nodes.map(({ key }) => key)),
  );
  const what = `${plural(blocks.length, 'block')} that ${plural(nodes.size, 'node')} had, by when they had it.`;
  const lack =
    nodes.size > 1
      ? ''
      : '\nOne node only: there is nothing to compare it with. Trace several nodes, or read a fleet.\n';
  return `${textTable(BLOCK_HEADS, rows, 1)}\n${what}\n${lack}`;
}

/** One object in a line for each, those first that took longest until nodes had them. */
function blocksJson(blocks: readonly RankedBlock[], unixOf: UnixOf): string {
  return blocks
    .map(({ hash, height, propagation }) => ({
      block: hash,
      height: height ?? null,
      first: `${unixOf(propagation.zeroNs)}`,
      nodes: propagation.nodes.length,
      ...spreadMembers(propagation),
    }))
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('');
}

const BLOCK_FORMATS: Readonly<Record<string, typeof blocksText>> = {
  json: blocksJson,
  csv: blocksCsv,
};

const NODE_FORMATS: Readonly<Record<string, typeof nodesText>> = {
  json: nodesJson,
  csv: propagationCsv,
};
