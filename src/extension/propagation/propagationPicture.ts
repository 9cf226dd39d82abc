import { shortHash } from '../../bitcoin/text/hex';
import {
  bySpread,
  differenceText,
  lackOf,
  placeText,
  sourceText,
  type RankedBlock,
} from '../../capture/export/propagationText';
import {
  inOrder,
  phaseSpread,
  phaseSpreads,
  placesOf,
  sinceFirst,
  type NodePropagation,
  type Propagation,
} from '../../capture/query/propagation';
import type { BlockPropagation } from '../../capture/query/propagationBlocks';
import type { Sighting } from '../../capture/query/propagationTimes';
import { localTimeMicros } from '../../shared/text/dateText';
import { durationText } from '../../shared/text/durationText';
import { formatCount, plural } from '../../shared/text/quantity';
import { PHASE_NAMES, PHASES } from '../../shared/propagationPhases';
import { visible } from '../../shared/text/visible';
import {
  type BlockLine,
  type BlockSort,
  type ChosenPropagation,
  type NodeLine,
  type PropagationTable,
  type PhaseCell,
  type PhaseCurve,
  type PhaseLine,
} from '../../shared/webview/propagationProtocol';
import type { Recording } from '../captures/recording';

/** Blocks and nodes that are listed, at most. */
const MOST_BLOCKS = 300;
const MOST_NODES = 1000;

type Told = Pick<Recording, 'wallUs' | 'nodeTitle'>;

/** Blocks in the order that is asked for: those that came to more nodes than one before the others, where times order. */
export function sortedBlocks(
  blocks: readonly BlockPropagation[],
  { phase, blockSort, blocksDescending }: PropagationTable,
): RankedBlock[] {
  const ranked = bySpread(blocks, phase);
  const valueOf = ({ propagation, height, spreads }: RankedBlock): number | undefined => {
    const spread = spreads[phase];
    if (blockSort === 'time') return propagation.zeroNs;
    if (blockSort === 'height') return height;
    if (blockSort === 'nodes') return spread?.nodes ?? 0;
    return spread && spread.nodes > 1 ? spread[blockSort].ns : undefined;
  };
  const sign = blocksDescending ? -1 : 1;
  return ranked
    .map((block) => ({ block, value: valueOf(block) }))
    .sort((one, other) => compare(one.value, other.value, sign))
    .map(({ block }) => block);
}

function compare(
  one: number | string | undefined,
  other: number | string | undefined,
  sign: number,
): number {
  if (one === undefined || other === undefined)
    return Number(one === undefined) - Number(other === undefined);
  if (one === other) return 0;
  return sign * (one < other ? -1 : 1);
}

export function blockLines(
  blocks: readonly RankedBlock[],
  { phase }: PropagationTable,
  recording: Pick<Recording, 'wallUs'>,
): BlockLine[] {
  return blocks.slice(0, MOST_BLOCKS).map(({ hash, height, propagation, spreads }) => {
    const spread = spreads[phase];
    const time = localTimeMicros(recording.wallUs(propagation.zeroNs));
    const isSeveral = spread !== undefined && spread.nodes > 1;
    const cells: Record<BlockSort, string> = {
      time: time.slice(11, -3),
      height: height === undefined ? '' : formatCount(height),
      nodes: formatCount(spread?.nodes ?? 0),
      median: isSeveral ? differenceText(spread.median) : '',
      p90: isSeveral ? differenceText(spread.p90) : '',
      spread: isSeveral ? differenceText(spread.spread) : '',
    };
    return { hash, name: shortHash(hash), title: time, cells };
  });
}

/** `12 blocks that 5 nodes told of` */
export function blocksSummary(blocks: readonly BlockPropagation[]): string {
  const nodes = new Set(
    blocks.flatMap(({ propagation }) => propagation.nodes.map(({ key }) => key)),
  );
  const left = blocks.length - MOST_BLOCKS;
  const more = left > 0 ? ` (the first ${formatCount(MOST_BLOCKS)} are listed)` : '';
  if (blocks.length === 0) return 'No block that a node had';
  return `${plural(blocks.length, 'block')} that ${plural(nodes.size, 'node')} told of${more}`;
}

export function chosenOf(
  hash: string,
  what: string,
  propagation: Propagation,
  table: PropagationTable,
  recording: Told,
): ChosenPropagation {
  const first = localTimeMicros(recording.wallUs(propagation.zeroNs));
  const curves = curvesOf(propagation);
  return {
    hash,
    title: `${what} · first heard of at ${first.slice(11)}`,
    lack: lackOf(propagation) ?? '',
    nodes: nodeLines(propagation, table, recording),
    phases: phaseLines(propagation),
    curves,
    sentence: sentenceOf(propagation),
  };
}

function nodeLines(
  propagation: Propagation,
  { nodeSort, nodesDescending }: PropagationTable,
  recording: Told,
): NodeLine[] {
  const places = placesOf(propagation, nodeSort === 'node' ? 'heard' : nodeSort);
  const titleOf = ({ pid, sightings }: NodePropagation) =>
    recording.nodeTitle(pid, sightings.heard?.row);
  const cellOf = (node: NodePropagation, sighting: Sighting): PhaseCell => {
    const { row, timeNs, what, peer } = sighting;
    const time = localTimeMicros(recording.wallUs(timeNs)).slice(11);
    const from = peer ? `from peer ${peer.peer}  ${visible(peer.address)}` : 'itself';
    return {
      row,
      text: differenceText(sinceFirst(propagation, node, sighting)),
      title: `${time}  ${visible(what)} ${from}`,
    };
  };
  const lines = propagation.nodes.map((node) => {
    const phases: NodeLine['phases'] = {};
    for (const phase of PHASES) {
      const sighting = node.sightings[phase];
      if (sighting) phases[phase] = cellOf(node, sighting);
    }
    const title = titleOf(node);
    const value = nodeSort === 'node' ? title : node.sightings[nodeSort]?.timeNs;
    const place = places.get(node.key);
    const line: NodeLine = {
      key: node.key,
      place: place ? placeText(place) : '',
      node: title,
      from: sourceText(node.sightings.heard!),
      phases,
    };
    return { line, value };
  });
  const sign = nodesDescending ? -1 : 1;
  return lines
    .sort((one, other) => compare(one.value, other.value, sign))
    .slice(0, MOST_NODES)
    .map(({ line }) => line);
}

function phaseLines(propagation: Propagation): PhaseLine[] {
  const spreads = phaseSpreads(propagation);
  return PHASES.flatMap((phase) => {
    const spread = spreads[phase];
    if (!spread) return [];
    const [median, p90, all] = [spread.median, spread.p90, spread.spread].map(differenceText);
    return [{ phase, nodes: formatCount(spread.nodes), median: median!, p90: p90!, spread: all! }];
  });
}

function curvesOf(propagation: Propagation): PhaseCurve[] {
  return PHASES.flatMap((phase) => {
    const spread = phaseSpread(propagation, phase);
    if (!spread) return [];
    const ms = inOrder(propagation, phase).map(
      ({ sightings }) => (sightings[phase]!.timeNs - propagation.zeroNs) / 1e6,
    );
    return [{ phase, ms, medianMs: spread.median.ns / 1e6, p90Ms: spread.p90.ns / 1e6 }];
  });
}

/** `5 of 6 nodes had it: half of them after 12 ms, 90 % after 80 ms, all after 90 ms.` */
function sentenceOf(propagation: Propagation): string {
  const { nodes } = propagation;
  const sentences = PHASES.flatMap((phase) => {
    const reached = inOrder(propagation, phase);
    const spread = phaseSpread(propagation, phase);
    const last = reached.at(-1);
    if (!spread || !last) return [];
    const [half, most, all] = [
      spread.median.ns,
      spread.p90.ns,
      last.sightings[phase]!.timeNs - propagation.zeroNs,
    ].map((ns) => durationText(ns / 1000));
    const of = `${formatCount(spread.nodes)} of ${plural(nodes.length, 'node')}`;
    return [
      `${PHASE_NAMES[phase]}: ${of}, half of them after ${half}, 90 % after ${most}, all after ${all}.`,
    ];
  });
  return sentences.join(' ');
}
