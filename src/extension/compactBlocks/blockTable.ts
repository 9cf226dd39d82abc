import { compactBlockCells } from '../../capture/model/compactBlockCells';
import {
  bandwidthOf,
  missingBytesOf,
  untilConnectedNs,
  type CompactBlock,
} from '../../capture/model/compactBlocks';
import {
  spreadOf,
  SPREADS,
  SPREAD_NAMES,
  type SpreadName,
} from '../../capture/model/compactBlockSpreads';
import { localTimeMicros } from '../../shared/text/dateText';
import { durationText } from '../../shared/text/durationText';
import { peerOfNode } from '../../shared/text/peerNumber';
import { formatBytes, formatCount, plural } from '../../shared/text/quantity';
import { visible } from '../../shared/text/visible';
import type {
  BlockColumn,
  BlockRow,
  BlocksSpread,
  BlocksTable,
} from '../../shared/webview/compactBlocksProtocol';
import type { Recording } from '../captures/recording';

/** What each column is sorted by; what is not known comes last, either way. */
const SORTS: Record<BlockColumn, (block: CompactBlock) => number | string | undefined> = {
  time: ({ timeNs }) => timeNs,
  peer: ({ identity }) => identity.peer,
  block: ({ hash }) => hash,
  height: ({ block }) => block.height,
  bandwidth: (block) => bandwidthOf(block) || undefined,
  shortIds: ({ shortIds }) => shortIds,
  prefilled: ({ prefilled }) => prefilled,
  bytes: ({ bytes }) => bytes,
  missing: ({ missing }) => missing,
  missingBytes: missingBytesOf,
  roundTrips: ({ roundTrips }) => roundTrips,
  completed: ({ completedNs }) => completedNs,
  connected: ({ block }) => untilConnectedNs(block),
};

/** Those that are shown, in order. */
export function tableOf(
  list: readonly CompactBlock[],
  { way, sort, descending }: BlocksTable,
): CompactBlock[] {
  const sign = descending ? -1 : 1;
  const shown = list
    .filter(({ inbound }) => way === 'all' || inbound === (way === 'in'))
    .map((block) => ({ block, value: SORTS[sort](block) }));
  shown.sort((a, b) => compare(a.value, b.value, sign) || a.block.row - b.block.row);
  return shown.map(({ block }) => block);
}

function compare(
  a: number | string | undefined,
  b: number | string | undefined,
  sign: number,
): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  if (a === b) return 0;
  return sign * (a < b ? -1 : 1);
}

/** What stands in a row. @param several Nodes are told apart. */
export function rowOf(
  block: CompactBlock,
  recording: Pick<Recording, 'wallUs' | 'nameOf'>,
  several: boolean,
): BlockRow {
  const { identity, inbound } = block;
  const whenUs = recording.wallUs(block.timeNs);
  const name = recording.nameOf(identity.address);
  return {
    row: block.row,
    cells: {
      // To the millisecond: the rest is told where the mouse rests.
      time: localTimeMicros(whenUs).slice(11, -3),
      ...compactBlockCells(block, several),
    },
    titles: {
      time: localTimeMicros(whenUs),
      peer: [
        `${inbound ? 'From' : 'To'} peer ${peerOfNode(identity, several)}`,
        ...(name === undefined ? [] : [visible(name)]),
        visible(identity.address),
      ].join('  '),
      block: block.hash,
      bandwidth: {
        high: 'High bandwidth: who receives it wants compact blocks unasked',
        low: 'Low bandwidth: who receives it asked for it by getdata, or wants none unasked',
        '': 'Not known: neither a getdata for it nor a sendcmpct was traced',
      }[bandwidthOf(block)],
    },
  };
}

/** The median and the worst of all that are shown. */
export function spreadsOf(blocks: readonly CompactBlock[]): BlocksSpread[] {
  return (Object.keys(SPREADS) as SpreadName[]).flatMap((name) => {
    const spread = spreadOf(blocks, name);
    if (!spread) return [];
    const text = textOf(name);
    const { known, median, worst } = spread;
    return [
      {
        name: SPREAD_NAMES[name],
        known: formatCount(known),
        median: text(median),
        worst: text(worst),
      },
    ];
  });
}

function textOf(name: SpreadName): (value: number) => string {
  if (name.endsWith('Us')) return durationText;
  return name === 'missingBytes' ? formatBytes : formatCount;
}

/** `40 compact blocks; for 23 of them transactions were asked for`. @param left Earlier ones that are not listed. */
export function summaryOf(blocks: readonly CompactBlock[], left: number): string {
  const asked = blocks.filter(({ missing }) => missing > 0).length;
  const earlier = left === 0 ? '' : ` (${formatCount(left)} earlier ones are not listed)`;
  const count = `${plural(blocks.length, 'compact block')}${earlier}`;
  if (blocks.length === 0) return count;
  return `${count}; for ${formatCount(asked)} of them transactions were asked for`;
}
