import { membersOf } from '../../capture/export/compactBlocksCsv';
import { compactBlockCells } from '../../capture/model/compactBlockCells';
import type { CompactBlock } from '../../capture/model/compactBlocks';
import { durationText } from '../../shared/text/durationText';
import { utcTimeMicros } from '../../shared/text/dateText';
import { formatCount, plural } from '../../shared/text/quantity';
import { visibleJson } from '../../shared/text/visible';
import { textTable } from '../textTable';
import {
  spreadOf,
  SPREADS,
  SPREAD_NAMES,
  type SpreadName,
} from '../../capture/model/compactBlockSpreads';
import type { CompactBlockList } from './compactBlocksOf';

type UnixOf = (timeNs: number) => bigint;

const HEADS = [
  ...['TIME', 'PEER', 'BLOCK', 'HEIGHT', 'BANDWIDTH', 'SHORT IDS', 'PREFILLED', 'BYTES'],
  ...['MISSING', 'BYTES', 'ROUND TRIPS', 'COMPLETED', 'CONNECTED'],
];
/** A table, and the median and the worst of all. */
export function compactBlocksText({ blocks, left }: CompactBlockList, unixOf: UnixOf): string {
  if (blocks.length === 0) return 'No compact blocks.\n';
  const severalNodes = new Set(blocks.map(({ identity }) => identity.pid)).size > 1;
  const rows = blocks.map((block) => [
    utcTimeMicros(Number(unixOf(block.timeNs) / 1000n)),
    ...Object.values(compactBlockCells(block, severalNodes)),
  ]);
  const more = left === 0 ? '' : `${plural(left, 'further compact block')} not shown.\n`;
  return `${textTable(HEADS, rows)}${more}\n${spreadsText(blocks)}`;
}

function spreadsText(blocks: readonly CompactBlock[]): string {
  const toNode = blocks.filter(({ inbound }) => inbound);
  const rows = (Object.keys(SPREADS) as SpreadName[]).flatMap((name) => {
    const spread = spreadOf(toNode, name);
    if (!spread) return [];
    const text = name.endsWith('Us') ? durationText : formatCount;
    return [
      [SPREAD_NAMES[name], formatCount(spread.known), text(spread.median), text(spread.worst)],
    ];
  });
  const asked = toNode.filter(({ missing }) => missing > 0).length;
  const of = toNode.length;
  const line = `${plural(of, 'compact block')} to the node; for ${formatCount(asked)} of them transactions were asked for.\n`;
  if (rows.length === 0) return line;
  return `${line}\n${textTable(['TO THE NODE', 'KNOWN OF', 'MEDIAN', 'WORST'], rows)}`;
}

/** One object in a line for each, and one for all. */
export function compactBlocksJson({ blocks, left }: CompactBlockList, unixOf: UnixOf): string {
  const lines = blocks.map((block) => visibleJson(JSON.stringify(membersOf(block, unixOf))));
  const toNode = blocks.filter(({ inbound }) => inbound);
  const spreads = Object.fromEntries(
    (Object.keys(SPREADS) as SpreadName[]).map((name) => [SNAKE[name], spreadOf(toNode, name)]),
  );
  const totals = { compact_blocks: blocks.length + left, not_listed: left, to_node: spreads };
  return [...lines, JSON.stringify(totals), ''].join('\n');
}

const SNAKE: Record<SpreadName, string> = {
  missing: 'missing',
  missingBytes: 'missing_bytes',
  completedUs: 'completed_us',
  connectedUs: 'connected_us',
};
